import { Injectable } from '@nestjs/common';
import { cacheKey } from '../question/keys';
import { Ledger } from '../ledger/bus';
import type { AnswerFlight } from './answer-flight';
import { foundStored } from './flight-end';
import { generateAndStore, type FlightTask } from './flight-task';
import { LEASE_TTL_MS, Leases, type Lease } from './leases';

/** Pauses between two looks: short at first, for answers take from some hundred milliseconds on. */
const FIRST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 100;

/** After waiting this long for another instance, a flight works without a lease: a second model call is then better than more waiting. */
export const WAIT_MS = 30_000;

/** Three chances before the lease runs out. */
const RENEW_EVERY_MS = LEASE_TTL_MS / 3;

/**
 * Lets one instance of all work on an answer at a time; the flights of the others wait for what it stores. Without a shared
 * store every instance works for itself.
 *
 * States of one flight:
 * - *Waiting*: from its beginning, while another instance holds the lease. It looks again after each pause. It goes on with the
 *   lease when it gets it. It goes on without one when the holder's work is done or leases cannot be had. It does so too when its
 *   task may find nothing, and after {@link WAIT_MS}. When the flight is left, it ends.
 * - *Working*: it looks for a stored answer once more, then generates and stores. The lease is renewed meanwhile; a flight whose
 *   lease is lost works on.
 * - *Over*: the flight has ended and its answer is stored. The lease is ended as `done`, or as `abandoned` when the flight was left.
 */
@Injectable()
export class Leadership {
  constructor(
    private readonly leases: Leases,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Brings a flight to its end, by the work of another instance or by its own.
   *
   * @throws what the task throws
   * @throws the reason of the flight's signal when nobody waits for it any more
   */
  async lead(task: FlightTask, flight: AnswerFlight): Promise<void> {
    const lease = await this.leaseOrAlone(task, flight);
    const renewals = lease && renewing(lease);
    try {
      await this.findOrWork(task, flight, lease !== null);
    } finally {
      clearInterval(renewals ?? undefined);
      await lease?.end(flight.signal.aborted ? 'abandoned' : 'done');
    }
  }

  /** @returns null to go on without a lease: there is none to be had, or nothing to be waited for */
  private async leaseOrAlone({ key, mayFind }: FlightTask, flight: AnswerFlight): Promise<Lease | null> {
    const leaseKey = cacheKey('flight', [key]);
    const until = performance.now() + WAIT_MS;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const acquired = await this.leases.acquire(leaseKey);
      if (acquired.outcome === 'held') return acquired.lease;
      if (acquired.outcome !== 'taken' || !mayFind || performance.now() >= until) return null;
      await pause(pauseMs, flight.signal);
    }
  }

  private async findOrWork(task: FlightTask, flight: AnswerFlight, isLeased: boolean): Promise<void> {
    // After the lease, and always: an answer stored between the first look-up and the lease would be paid for twice.
    const found = task.mayFind ? await task.find() : null;
    this.ledger.record({ type: 'lead', kind: found ? 'elsewhere' : isLeased ? 'leased' : 'alone' });
    if (found) flight.end(foundStored(found));
    else await generateAndStore(task, flight);
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
