import { Controller, Get, Header } from '@nestjs/common';
import { Public } from '../../auth/public.decorator';
import { cacheSummary } from '../../admin/statistics/cache-stats';
import { Counters, LayerCensus } from '../../core';
import { Metrics } from './metrics';
import { CacheSummaryCall, PrometheusCall } from './metrics.docs';

/** Numbers for machines: no text and no id of a person is in them, so they need no token. */
@Public()
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly metrics: Metrics,
    private readonly counters: Counters,
    private readonly census: LayerCensus,
  ) {}

  @Get()
  @PrometheusCall()
  @Header('Content-Type', 'text/plain; version=0.0.4; charset=utf-8')
  prometheus(): Promise<string> {
    return this.metrics.text();
  }

  @Get('cache')
  @CacheSummaryCall()
  async cache() {
    return cacheSummary(this.counters, await this.census.sizes());
  }
}
