import { Controller, Get } from '@nestjs/common';
import { CurrentPrincipal } from '../../auth/current-principal.decorator';
import {
  Comparisons,
  Counters,
  Fleet,
  LayerCensus,
  type Principal,
  SemanticReports,
  TrivetSettings,
} from '../../core';
import { cacheStats } from './cache-stats';
import { CacheStatsCall } from './statistics.docs';

@Controller('assistant')
export class StatisticsController {
  constructor(
    private readonly counters: Counters,
    private readonly settings: TrivetSettings,
    private readonly census: LayerCensus,
    private readonly fleet: Fleet,
    private readonly reports: SemanticReports,
    private readonly comparisons: Comparisons,
  ) {}

  @Get('cache-stats')
  @CacheStatsCall()
  async cacheStats(@CurrentPrincipal() { tenant }: Principal) {
    const [sizes, fleet, redisMemoryUsed, report] = await Promise.all([
      this.census.sizes(),
      this.fleet.report(),
      this.census.memoryUsed(),
      this.reports.of(tenant, this.counters.semantic),
    ]);
    const { cache: settings, semantic } = this.settings;
    const judge = this.comparisons.judgedBy;
    return cacheStats(this.counters, {
      settings,
      sizes,
      fleet,
      redisMemoryUsed,
      semantic: { settings: semantic, report, judge },
    });
  }
}
