import { Injectable } from '@nestjs/common';
import { readinessProblems } from '../core/freshness/freshness-check';
import { Ledger } from '../core/ledger/ledger';
import { LAYERS } from '../core/ledger/events';
import { EmbeddingModel, LanguageModel } from '../core/ports';
import { TrivetSettings } from '../core/settings';
import { Database } from '../database/database';
import type { HealthReport, Readiness } from './health.schema';

/** A check that takes longer has failed. */
const CHECK_MS = 900;

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
      const freshness = await withinTime(readinessProblems(this.database));
      return { status: freshness.length === 0 ? 'ready' : 'not_ready', database: 'up', freshness };
    } catch {
      return { status: 'not_ready', database: 'down', freshness: [] };
    }
  }

  async report(): Promise<HealthReport> {
    const { database, freshness } = await this.readiness();
    return {
      status: database === 'down' ? 'down' : freshness.length > 0 ? 'degraded' : 'ok',
      cache_available: this.settings.cache.enabled,
      redis_ping: null,
      database: { status: database, engine: this.database.embedded ? 'embedded' : 'postgresql' },
      freshness_problems: freshness.length,
      embedding_model: this.embedding.modelId,
      language_model: this.language.modelId,
      cache_faults: LAYERS.reduce((sum, layer) => sum + this.ledger.layers[layer].faults, 0),
      uptime_s: Math.floor(process.uptime()),
    };
  }
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error('The check took too long.'));
    }, CHECK_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
