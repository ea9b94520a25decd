import { Injectable } from '@nestjs/common';
import {
  Counters,
  EmbeddingModel,
  LanguageModel,
  LAYERS,
  readinessProblems,
  RemoteStore,
  TrivetSettings,
  withDeadline,
} from '../../core/index';
import { Database } from '../../engines/database/database';
import type { HealthReport, Readiness } from './health.schema';

/** A check that takes longer has failed. */
const CHECK = { ms: 900, late: () => new Error('The check took too long.') };

@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly counters: Counters,
    private readonly settings: TrivetSettings,
    private readonly remote: RemoteStore,
    private readonly embedding: EmbeddingModel,
    private readonly language: LanguageModel,
  ) {}

  /** Asked where stamps are read: with every other connection busy, a service is slow and still answers what it has cached. */
  async readiness(): Promise<Readiness> {
    try {
      const freshness = await withDeadline(readinessProblems(this.database.stamps), CHECK);
      return { status: freshness.length === 0 ? 'ready' : 'not_ready', database: 'up', freshness };
    } catch {
      return { status: 'not_ready', database: 'down', freshness: [] };
    }
  }

  /** Milliseconds; null where there is no Redis or it does not answer. */
  private async redisPing(): Promise<number | null> {
    const startedAt = performance.now();
    try {
      await this.remote.ping();
      return Math.round((performance.now() - startedAt) * 100) / 100;
    } catch {
      return null;
    }
  }

  async report(): Promise<HealthReport> {
    const [{ database, freshness }, redisPing] = await Promise.all([this.readiness(), this.redisPing()]);
    const redis = this.settings.cache.type === 'memory' ? 'none' : redisPing === null ? 'down' : 'up';
    const { language, embedding } = this.counters.upstreams;
    const isWell =
      freshness.length === 0 && redis !== 'down' && language.state === 'up' && embedding.state === 'up';
    return {
      status: database === 'down' ? 'down' : isWell ? 'ok' : 'degraded',
      cache_available:
        this.settings.cache.enabled && !(this.settings.cache.type === 'redis' && redis === 'down'),
      redis,
      redis_ping: redisPing,
      database: { status: database, engine: this.database.embedded ? 'embedded' : 'postgresql' },
      freshness_problems: freshness.length,
      embedding_model: this.embedding.modelId,
      language_model: this.language.modelId,
      models: { language: language.state, embedding: embedding.state },
      cache_faults: LAYERS.reduce((sum, layer) => sum + this.counters.layers[layer].faults, 0),
      uptime_s: Math.floor(process.uptime()),
    };
  }
}
