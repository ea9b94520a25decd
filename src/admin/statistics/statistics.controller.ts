import { Controller, Get } from '@nestjs/common';
import { Counters, Fleet, LayerCensus, TrivetSettings } from '../../core';
import { cacheStats } from './cache-stats';
import { CacheStatsCall } from './statistics.docs';

@Controller('assistant')
export class StatisticsController {
  constructor(
    private readonly counters: Counters,
    private readonly settings: TrivetSettings,
    private readonly census: LayerCensus,
    private readonly fleet: Fleet,
  ) {}

  @Get('cache-stats')
  @CacheStatsCall()
  async cacheStats() {
    const [sizes, fleet, redisMemoryUsed] = await Promise.all([
      this.census.sizes(),
      this.fleet.report(),
      this.census.memoryUsed(),
    ]);
    return cacheStats(this.counters, { settings: this.settings.cache, sizes, fleet, redisMemoryUsed });
  }
}
