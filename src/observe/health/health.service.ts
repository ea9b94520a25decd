import { Injectable } from '@nestjs/common';
import { Counters, LAYERS, TrivetSettings } from '../../core';
import { Database } from '../../engines/database/database';
import { HealthChecks } from './health.checks';
import { HealthModels } from './health.models';
import type { HealthReport, Readiness } from './health.schema';

/** The word for each state of Redis. */
const REDIS_PING = { none: null, up: 'OK', down: 'FAILED' } as const;

@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly counters: Counters,
    private readonly settings: TrivetSettings,
    private readonly checks: HealthChecks,
    private readonly models: HealthModels,
  ) {}

  readiness(): Promise<Readiness> {
    return this.checks.readiness();
  }

  async report(): Promise<HealthReport> {
    const [{ database, freshness }, redisPing] = await Promise.all([
      this.checks.readiness(),
      this.checks.redisPing(),
    ]);
    const redis = this.settings.cache.type === 'memory' ? 'none' : redisPing === null ? 'down' : 'up';
    const isWell = freshness.length === 0 && redis !== 'down' && this.models.areWell;
    return {
      status: database === 'down' ? 'unhealthy' : isWell ? 'healthy' : 'degraded',
      cache_available:
        this.settings.cache.enabled && !(this.settings.cache.type === 'redis' && redis === 'down'),
      redis,
      redis_ping: REDIS_PING[redis],
      redis_ping_ms: redisPing,
      database: { status: database, engine: this.database.embedded ? 'embedded' : 'postgresql' },
      freshness_problems: freshness.length,
      ...this.models.report(),
      cache_faults: LAYERS.reduce((sum, layer) => sum + this.counters.layers[layer].faults, 0),
      uptime_s: Math.floor(process.uptime()),
    };
  }
}
