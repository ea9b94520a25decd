import { isNativeError } from 'node:util/types';
import { type EngineChange, EngineWatch, type Reach } from '../watch/engine-watch';
import type { Availability } from './availability';
import { DatabaseUnavailableError, isUnavailable } from './database-unavailable.error';
import { codeOf, FULL, ONLY_READS } from './error-code';

export interface ServerWatchOptions {
  /** Rejects when no server takes a new connection that may write; has a deadline of its own. */
  readonly probe: () => Promise<void>;
  /** Turns to another server, where there is one. */
  readonly turn: () => void;
  readonly availability: Availability;
}

/**
 * Work that takes longer may be waiting for a server that hangs; ms. A request may have to wait for this twice, because others
 * were answered just before the server hung, and then for a probe's deadline. It is still refused within a second.
 */
const SUSPECT_AFTER_MS = 200;

/** After an answer, the server is known to live for so long; ms. */
const ALIVE_MS = 150;

/** PgBouncer has one code for all that it refuses. The settings that bound its clients stand in the message (its src/client.c). */
const POOLER_FULL = /\((max_client_conn|max_(db|user)_client_connections)\)$/;

/**
 * Whether PostgreSQL is away, and the work that waits for it.
 *
 * Only a probe decides (`EngineWatch`), on a new connection. A slow search, a pool with nothing to lend and a session that an
 * administrator ended are no outage. Nobody but PostgreSQL can answer, so work goes on while the server is suspected.
 *
 * States, of each piece of work:
 * - refused: when it comes while the server is down. It fails at once.
 * - waiting: else. After each 200 ms, the server is suspected unless something was answered within the last 150 ms. An answer
 *   ends it, or a failure, or the server that goes down.
 */
export class ServerWatch {
  private readonly watch: EngineWatch;
  private readonly waiting = new Set<(error: DatabaseUnavailableError) => void>();
  private readonly listeners: (() => void)[] = [];
  private refusal: DatabaseUnavailableError | null = null;
  private answeredAt = -Infinity;
  private begun = 0;

  constructor(private readonly options: ServerWatchOptions) {
    this.watch = new EngineWatch({
      probe: () => this.probe(),
      refusesWhenSuspected: false,
      answersInARow: 1,
      onChange: (change) => {
        this.change(change);
      },
    });
  }

  /** Outages so far. A connection from before the last one may lead to a server that is no primary any more. */
  get outages(): number {
    return this.begun;
  }

  /** `listener` is called when an outage begins; must not throw. */
  onDown(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** @throws {DatabaseUnavailableError} at once while the server is down or when it goes down; else what `work` throws */
  guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.refusal) return Promise.reject(this.refusal);
    return new Promise((resolve, reject) => {
      const slow = setInterval(this.suspect, SUSPECT_AFTER_MS);
      this.waiting.add(reject);
      void this.observed(work)
        .then(resolve, reject)
        .finally(() => {
          clearInterval(slow);
          this.waiting.delete(reject);
        });
    });
  }

  /** A connection broke while nobody used it. */
  lost(cause: unknown): void {
    this.options.availability.countLost();
    if (isUnavailable(cause)) this.suspect();
  }

  close(): void {
    this.watch.close();
  }

  private async observed<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.answeredAt = performance.now();
      return result;
    } catch (error) {
      // Answers to others may have come from the same standby, and are no reason to stay with it.
      if (saysItOnlyReads(error)) this.answeredAt = -Infinity;
      if (isUnavailable(error)) this.suspect();
      throw error;
    }
  }

  private readonly suspect = (): void => {
    if (performance.now() - this.answeredAt >= ALIVE_MS) this.watch.suspect();
  };

  private async probe(): Promise<Reach> {
    const startedAt = performance.now();
    try {
      await this.options.probe();
      this.answeredAt = performance.now();
    } catch (error) {
      if (this.isOutage(error, startedAt)) {
        this.options.turn();
        throw error;
      }
      // It lives, and a probe is one more connection: as after an answer, nobody needs to ask again at once.
      if (saysItIsFull(error)) this.answeredAt = performance.now();
    }
    return 'whole';
  }

  private isOutage(error: unknown, startedAt: number): boolean {
    if (saysItOnlyReads(error)) return true;
    return !saysItIsFull(error) && this.answeredAt < startedAt;
  }

  private change(change: EngineChange): void {
    if (change.state !== 'down') {
      this.refusal = null;
      this.options.availability.up();
      return;
    }
    this.begun += 1;
    this.refusal = this.options.availability.down(change.error);
    for (const reject of this.waiting) reject(this.refusal);
    for (const listener of this.listeners) listener();
  }
}

function saysItOnlyReads(error: unknown): boolean {
  return codeOf(error instanceof DatabaseUnavailableError ? error.cause : error) === ONLY_READS;
}

function saysItIsFull(error: unknown): boolean {
  return codeOf(error) === FULL || (isNativeError(error) && POOLER_FULL.test(error.message));
}
