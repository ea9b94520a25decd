import { Injectable } from '@nestjs/common';
import { OnceASecond, readinessProblems, RemoteStore, withDeadline } from '../../core';
import { Database } from '../../engines/database/database';
import type { Readiness } from './health.schema';

/** A check that takes longer has failed. */
const CHECK = { ms: 900, late: () => new Error('The check took too long.') };

/** What has to be asked of the engines, once a second at most while they are well. */
@Injectable()
export class HealthChecks {
  constructor(
    private readonly database: Database,
    private readonly remote: RemoteStore,
    private readonly once: OnceASecond,
  ) {}

  readiness(): Promise<Readiness> {
    return this.once.check(
      'readiness',
      () => this.readReadiness(),
      ({ status }) => status === 'ready',
    );
  }

  /** Milliseconds; null where there is no Redis or it does not answer. */
  redisPing(): Promise<number | null> {
    return this.once.check(
      'redis ping',
      () => this.pingRedis(),
      (ms) => ms !== null,
    );
  }

  /** Asked where stamps are read. With every other connection busy, a service is slow and still answers what it has cached. */
  private async readReadiness(): Promise<Readiness> {
    try {
      const freshness = await withDeadline(readinessProblems(this.database.stamps), CHECK);
      return { status: freshness.length === 0 ? 'ready' : 'not_ready', database: 'up', freshness };
    } catch {
      return { status: 'not_ready', database: 'down', freshness: [] };
    }
  }

  private async pingRedis(): Promise<number | null> {
    const startedAt = performance.now();
    try {
      await this.remote.ping();
      return Math.round((performance.now() - startedAt) * 100) / 100;
    } catch {
      return null;
    }
  }
}
