import { Injectable } from '@nestjs/common';
import type { LeadKind } from '../ledger/events';
import { Ledger } from '../ledger/bus';
import { ModelBusyError, ModelDownError, ModelUnavailableError } from '../ports/model.errors';
import { cacheKey, type CacheKey } from '../question/keys';
import { TrivetSettings } from '../settings';
import type { AnswerFlight } from './answer-flight';
import { foundStored, storingOf, type FlightEnd } from './flight-end';
import { generateAndStore, type FlightTask } from './flight-task';
import { LEASE_TTL_MS, Leases, type Holder, type Lease, type WorkEnd } from './leases';
import { endIn, wordsOf, type ToldEnd } from './told-words';

/**
 * A pause between two looks is a twentieth of the wait so far, within these bounds. So waiting for others makes an answer 5 % later
 * at most, and a wait of a minute costs four commands a second.
 */
const SHORTEST_PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 250;

/** Three chances before the lease runs out. */
const RENEW_EVERY_MS = LEASE_TTL_MS / 3;

/** One flight on its way to its turn. */
interface Turn {
  readonly task: FlightTask;
  readonly flight: AnswerFlight;
  readonly leaseKey: CacheKey;
  /** On the clock of `performance.now()`. */
  readonly since: number;
}

/**
 * Lets one instance of all work on an answer at a time; the flights of the others wait for what it says. Without a shared store
 * every instance works for itself.
 *
 * States of one flight:
 * - *Waiting*: from its beginning, while another holds the lease, which renews it as long as it lives. It looks again after each
 *   pause. What ends the wait: it gets the lease, and works. The holder's work ended with an answer or with words for those who
 *   waited, and the flight ends with them. If there is nothing of either, it asks for the lease like a newcomer. Leases cannot be
 *   had, or its task may find nothing: it works without one. It waited for as long as an answer may take
 *   (`flights.longestMs`): it gives up, as after a model that is too slow. The flight is left: it ends.
 * - *Working*: it looks for a stored answer once more, then generates and stores. The lease is renewed meanwhile, for as long as an
 *   answer may take. A flight whose lease is lost works on.
 * - *Over*: the flight has ended and its answer is stored. The lease ends as `stored`, or as `told` when nothing was. When the flight
 *   was left, or the model was not asked, it ends as `abandoned`: another takes over.
 */
@Injectable()
export class Leadership {
  private readonly longestMs: number;

  constructor(
    private readonly leases: Leases,
    private readonly ledger: Ledger,
    settings: TrivetSettings,
  ) {
    this.longestMs = settings.flights.longestMs;
  }

  /**
   * Brings a flight to its end, by the work of another instance or by its own.
   *
   * @throws what the task throws
   * @throws the reason of the flight's signal when nobody waits for it any more
   */
  async lead(task: FlightTask, flight: AnswerFlight): Promise<void> {
    const turn: Turn = { task, flight, leaseKey: cacheKey('flight', [task.key]), since: performance.now() };
    for (let waitedFor: Holder | undefined; ;) {
      const acquired = await this.leases.acquire(turn.leaseKey, waitedFor);
      switch (acquired.outcome) {
        case 'held':
          return this.work(turn, acquired.lease);
        case 'none':
          return this.work(turn, null);
        case 'ended': {
          const end = await this.outcome(turn, acquired.words);
          if (end) {
            this.land(turn, end);
            return;
          }
          waitedFor = undefined;
          break;
        }
        case 'taken': {
          if (!task.mayFind) return this.work(turn, null);
          const waitedMs = performance.now() - turn.since;
          if (waitedMs >= this.longestMs) return this.giveUp(turn);
          waitedFor = acquired.by;
          await pause(pauseAfter(waitedMs), flight.signal);
        }
      }
    }
  }

  /** What came of the work that was waited for: words for those who waited, else what can be looked up. */
  private async outcome({ task, leaseKey }: Turn, words: Buffer | null): Promise<FlightEnd | null> {
    const told = words && endIn(leaseKey, words);
    if (told) return told;
    // Stored a moment ago, whatever two clocks say of its age.
    const found = await task.find({ maxAgeMs: null, pastMemory: true });
    return found && foundStored(found);
  }

  private async work(turn: Turn, lease: Lease | null): Promise<void> {
    const renewals = lease && renewing(lease, this.longestMs);
    let failure: unknown;
    try {
      await this.findOrGenerate(turn, lease ? 'leased' : 'alone');
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      clearInterval(renewals ?? undefined);
      await lease?.end(endOf(turn, failure));
    }
  }

  private async findOrGenerate(turn: Turn, kind: LeadKind): Promise<void> {
    const { task, flight } = turn;
    // After the lease, and always: an answer stored between the first look-up and the lease would be paid for twice.
    const wanted = { maxAgeMs: flight.maxAgeMs, pastMemory: false };
    const found = task.mayFind ? await task.find(wanted) : null;
    if (found) {
      this.land(turn, foundStored(found));
      return;
    }
    this.ledger.record({ type: 'lead', kind });
    await generateAndStore(task, flight);
  }

  private land({ flight }: Turn, end: FlightEnd): void {
    this.ledger.record({ type: 'lead', kind: 'elsewhere' });
    flight.end(end);
  }

  private async giveUp({ task, flight }: Turn): Promise<void> {
    this.ledger.record({ type: 'lead', kind: 'gave_up' });
    flight.end(await task.giveUp());
  }
}

function endOf({ flight, leaseKey }: Turn, failure: unknown): WorkEnd {
  const { landed } = flight;
  if (landed && storingOf(landed) === 'stored') return { how: 'stored' };
  const told = landed ?? toldFailure(flight, failure);
  return told && wasAsked(told) ? { how: 'told', words: wordsOf(leaseKey, told) } : { how: 'abandoned' };
}

function toldFailure({ signal }: AnswerFlight, error: unknown): ToldEnd | null {
  return error instanceof ModelUnavailableError && !signal.aborted ? { how: 'failed', error } : null;
}

/** A model that was not asked says nothing to others: their way to it may be open. */
function wasAsked(end: ToldEnd): boolean {
  if (end.how === 'answered') return true;
  return !(end.error instanceof ModelDownError || end.error instanceof ModelBusyError);
}

function pauseAfter(waitedMs: number): number {
  return Math.min(Math.max(waitedMs / 20, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}

/**
 * A lost lease does not stop its work: the answer is as good, and others may already wait for it here. Work that takes longer than
 * any answer may does not come to an end, so its lease must.
 */
function renewing(lease: Lease, longestMs: number): NodeJS.Timeout {
  let left = Math.floor(longestMs / RENEW_EVERY_MS);
  const timer = setInterval(() => {
    if (left-- <= 0) clearInterval(timer);
    else
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
