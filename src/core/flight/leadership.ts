import { Injectable } from '@nestjs/common';
import { cacheKey, type CacheKey } from '../question/keys';
import { Ledger } from '../ledger/bus';
import type { AnswerFlight } from './answer-flight';
import type { Answer } from '../ports/words';
import { LEASE_TTL_MS, Leases, type Lease } from './leases';

export interface Led {
  readonly flight: AnswerFlight;
  /**
   * Looks for an answer that a flight elsewhere, or one here that has just ended, stored; null where only work begun now
   * will do.
   */
  readonly find: (() => Promise<Answer | null>) | null;
  /** Asks the model and lands the flight; resolves when the answer is stored. */
  readonly work: () => Promise<void>;
}

/** Pauses between two looks: short at first, for answers take from some hundred milliseconds on. */
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 100;

/** Who has waited this long for another instance works without a lease: slow is then no longer better than twice. */
export const WAIT_MS = 30_000;

/** Three chances before the lease runs out. */
const RENEW_EVERY_MS = LEASE_TTL_MS / 3;

/**
 * Lets one instance of all work on an answer at a time; the flights of the others wait for what it stores. Without a shared
 * store every instance works for itself.
 */
@Injectable()
export class Leadership {
  constructor(
    private readonly leases: Leases,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Brings a flight home, by the work of another instance or by its own.
   *
   * @throws what `work` throws
   * @throws the reason of the flight's signal when nobody waits for it any more
   */
  async lead(answerKey: CacheKey, led: Led): Promise<void> {
    const lease = await this.leaseOrAlone(cacheKey('flight', [answerKey]), led);
    const renewals = lease && renewing(lease);
    try {
      await this.findOrWork(led, lease !== null);
    } finally {
      clearInterval(renewals ?? undefined);
      await lease?.end(led.flight.signal.aborted ? 'abandoned' : 'done');
    }
  }

  /** @returns null to go on without a lease: there is none to be had, or nothing to be waited for */
  private async leaseOrAlone(key: CacheKey, { flight, find }: Led): Promise<Lease | null> {
    const until = performance.now() + WAIT_MS;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const acquired = await this.leases.acquire(key);
      if (acquired.outcome === 'held') return acquired.lease;
      if (acquired.outcome !== 'taken' || !find || performance.now() >= until) return null;
      await pause(pauseMs, flight.signal);
    }
  }

  private async findOrWork({ flight, find, work }: Led, isLeased: boolean): Promise<void> {
    // Always, and after the lease: what was stored between the first look-up and the lease would be paid for twice.
    const found = await find?.();
    this.ledger.record({ type: 'lead', kind: found ? 'elsewhere' : isLeased ? 'leased' : 'alone' });
    if (found) flight.land({ answer: found, kept: true, refused: false, degraded: false, collapsed: true });
    else await work();
  }
}

/** A lost lease does not stop its work: the answer is as good, and others may already wait for it here. */
function renewing(lease: Lease): NodeJS.Timeout {
  const timer = setInterval(() => {
    void lease.renew().then((isOurs) => {
      if (!isOurs) clearInterval(timer);
    });
  }, RENEW_EVERY_MS);
  return timer.unref();
}

/** Ends early when the signal fires. @throws its reason */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const over = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal.addEventListener('abort', over);
  });
  signal.throwIfAborted();
}
