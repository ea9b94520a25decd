import { isNativeError } from 'node:util/types';
import type { Availability } from './availability';
import { DatabaseUnavailableError, isUnavailable } from './database-unavailable.error';
import { codeOf } from './error-code';

export interface ServerWatchOptions {
  /** Rejects when no server takes a new connection that may write; has a deadline of its own. */
  readonly probe: () => Promise<void>;
  /** Turns to another server, where there is one. */
  readonly turn: () => void;
  readonly availability: Availability;
}

/**
 * Work that takes longer may be waiting for a server that hangs. Who has to wait for this twice, because others were answered just
 * before it hung, and then for a probe's deadline, is still told within a second.
 */
const SUSPECT_AFTER_MS = 200;

/** So recently an answer came that nobody has to ask whether the server lives. */
const ALIVE_MS = 150;

const PROBE_INTERVAL_MS = 250;

/** too_many_connections: a server that says so lives. */
const FULL = '53300';

/** The same from PgBouncer, which has one code for all that it refuses: the settings that bound its clients (its src/client.c). */
const POOLER_FULL = /\((max_client_conn|max_(db|user)_client_connections)\)$/;

/** read_only_sql_transaction: a server that says so lives as well, and is none of use. */
const ONLY_READS = '25006';

/**
 * The one "PostgreSQL is down" policy.
 *
 *     up ──work failed or takes long, and then a probe fails──► down ──a probe is answered──► up
 *
 * Only a probe decides, on a new connection: a slow search, a pool with nothing to lend and a session that an administrator
 * ended are no outage. When it has decided, what is waiting fails at once, and so does everything until a probe is answered; no
 * request has to wait in order to find out that the server is back.
 */
export class ServerWatch {
  private readonly waiting = new Set<(error: DatabaseUnavailableError) => void>();
  private readonly listeners: (() => void)[] = [];
  private refusal: DatabaseUnavailableError | null = null;
  private isProbing = false;
  private answeredAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;
  private ended = 0;

  constructor(private readonly options: ServerWatchOptions) {}

  /** Outages so far: connections from before the last one are not to be used, they may lead to what is no primary any more. */
  get outages(): number {
    return this.ended;
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
    this.isClosed = true;
    clearTimeout(this.timer);
  }

  private async observed<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.answeredAt = performance.now();
      return result;
    } catch (error) {
      // What others were answered since may have come from the same standby, and is no reason to stay with it.
      if (saysItOnlyReads(error)) this.answeredAt = -Infinity;
      if (isUnavailable(error)) this.suspect();
      throw error;
    }
  }

  /** Finds out whether the server is there, unless that is known. */
  private readonly suspect = (): void => {
    if (this.isProbing || this.refusal || performance.now() - this.answeredAt < ALIVE_MS) return;
    void this.sendProbe();
  };

  /** Never rejects. */
  private async sendProbe(): Promise<void> {
    if (this.isClosed) return;
    this.isProbing = true;
    const startedAt = performance.now();
    try {
      await this.options.probe();
      this.answeredAt = performance.now();
      this.goUp();
    } catch (error) {
      if (this.refusal || this.isOutage(error, startedAt)) this.goDown(error);
    } finally {
      this.isProbing = false;
    }
  }

  private isOutage(error: unknown, startedAt: number): boolean {
    if (saysItOnlyReads(error)) return true;
    return !saysItIsFull(error) && this.answeredAt < startedAt;
  }

  private goUp(): void {
    this.refusal = null;
    this.options.availability.up();
  }

  private goDown(cause: unknown): void {
    if (!this.refusal) {
      this.ended += 1;
      this.refusal = this.options.availability.down(cause);
      for (const reject of this.waiting) reject(this.refusal);
      for (const listener of this.listeners) listener();
    }
    this.options.turn();
    if (this.isClosed) return;
    this.timer = setTimeout(() => void this.sendProbe(), PROBE_INTERVAL_MS);
    this.timer.unref();
  }
}

function saysItOnlyReads(error: unknown): boolean {
  return codeOf(error instanceof DatabaseUnavailableError ? error.cause : error) === ONLY_READS;
}

function saysItIsFull(error: unknown): boolean {
  return codeOf(error) === FULL || (isNativeError(error) && POOLER_FULL.test(error.message));
}
