import { Injectable } from '@nestjs/common';
import { readinessProblems } from '../core/freshness/freshness-check';
import { withDeadline } from '../core/deadline';
import { Ledger } from '../core/ledger/ledger';
import { LAYERS } from '../core/ledger/events';
import { EmbeddingModel, LanguageModel } from '../core/ports';
import { TrivetSettings } from '../core/settings';
import { Database } from '../database/database';
import type { HealthReport, Readiness } from './health.schema';

/** A check that takes longer has failed. */
const CHECK = { ms: 900, late: () => new Error('The check took too long.') };

@Injectable()
export class HealthService {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly settings: TrivetSettings,
    private readonly embedding: EmbeddingModel,
    private readonly language: LanguageModel,
  ) {}

  async readiness(): Promise<Readiness> {
    try {
      const freshness = await withDeadline(readinessProblems(this.database), CHECK);
      return { status: freshness.length === 0 ? 'ready' : 'not_ready', database: 'up', freshness };
    } catch {
      return { status: 'not_ready', database: 'down', freshness: [] };
    }
  }

  async report(): Promise<HealthReport> {
    const { database, freshness } = await this.readiness();
    const { language, embedding } = this.ledger.upstreams;
    const isWell = freshness.length === 0 && language.state === 'up' && embedding.state === 'up';
    return {
      status: database === 'down' ? 'down' : isWell ? 'ok' : 'degraded',
      cache_available: this.settings.cache.enabled,
      redis_ping: null,
      database: { status: database, engine: this.database.embedded ? 'embedded' : 'postgresql' },
      freshness_problems: freshness.length,
      embedding_model: this.embedding.modelId,
      language_model: this.language.modelId,
      models: { language: language.state, embedding: embedding.state },
      cache_faults: LAYERS.reduce((sum, layer) => sum + this.ledger.layers[layer].faults, 0),
      uptime_s: Math.floor(process.uptime()),
    };
  }
}
