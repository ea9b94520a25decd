import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { CacheKey } from '../question/keys';
import { AnswerFlight } from './answer-flight';
import { AnswerLengths } from './answer-lengths';
import { degradedBecause, left } from './flight-end';
import { generateAndStore, type FlightTask } from './flight-task';
import { Leadership } from './leadership';

/**
 * - `share`: the asker joins whatever runs, else leads.
 * - `since`: the asker joins only a `since` flight that began after `arrivedAt`, else leads. That is `no-cache`: work done for
 *   them, while a `share` flight may find or follow the work of others.
 * - `alone`: the asker neither joins nor leads (`no-store`).
 */
export type Boarding = (
  { readonly mode: 'share' | 'alone' } | { readonly mode: 'since'; readonly arrivedAt: number }
) & {
  /** Fires when this asker leaves; without it they stay to the end. */
  readonly leaving?: AbortSignal | undefined;
  /** The oldest answer that will do for them, in milliseconds. What is said from now on is young enough. */
  readonly maxAgeMs?: number | null;
};

export interface Boarded {
  readonly flight: AnswerFlight;
  /** True when somebody else leads. */
  readonly collapsed: boolean;
}

interface Running {
  readonly flight: AnswerFlight;
  /** Of who leads. */
  readonly mode: Boarding['mode'];
}

/**
 * Single flight: of equal questions at one moment, one is worked on and the others share what comes. When everybody has left a
 * flight, it is finished if half of its answer came, else abandoned (docs/decisions/0009-when-askers-leave.md). Nobody joins an
 * abandoned one.
 */
@Injectable()
export class Flights implements BeforeApplicationShutdown {
  private readonly running = new Map<CacheKey, Running>();
  private readonly lengths = new AnswerLengths();

  constructor(private readonly leadership: Leadership) {}

  /** Joins the flight of an equal task where `boarding` lets it, else begins one with this task. */
  board(task: FlightTask, boarding: Boarding): Boarded {
    const current = this.running.get(task.key);
    const collapsed = current !== undefined && mayJoin(current, boarding);
    const flight = collapsed ? current.flight : this.begin(task.key, boarding);
    flight.board(boarding.leaving, boarding.maxAgeMs);
    if (!collapsed) void this.fly(task, flight, boarding.mode);
    return { flight, collapsed };
  }

  /** Requests are over by now, so nobody waits for what still runs, and the process need not either. */
  beforeApplicationShutdown(): void {
    for (const { flight } of this.running.values()) flight.end(left());
  }

  private begin(key: CacheKey, { mode }: Boarding): AnswerFlight {
    // An answer that is not stored is worth nothing to anybody but its asker.
    if (mode === 'alone') return new AnswerFlight();
    const flight = new AnswerFlight(this.lengths.half);
    this.running.set(key, { flight, mode });
    return flight;
  }

  /** Never rejects. Every flight ends here, so that nobody waits for an answer that will not come. */
  private async fly(task: FlightTask, flight: AnswerFlight, mode: Boarding['mode']): Promise<void> {
    try {
      await (mode === 'alone' ? generateAndStore(task, flight) : this.leadership.lead(task, flight));
    } catch (error) {
      flight.end({ how: 'failed', error });
    }
    const { landed } = flight;
    // Quotes and "nothing in your notes" say nothing of how long the model's answers are.
    if (landed && degradedBecause(landed) === null && landed.answer.model !== null)
      this.lengths.add(landed.answer.text.length);
    const { key } = task;
    // Only the current flight of a key clears it: a later one may have taken its place.
    if (this.running.get(key)?.flight === flight) this.running.delete(key);
  }
}

function mayJoin({ flight, mode }: Running, boarding: Boarding): boolean {
  if (flight.signal.aborted) return false;
  if (boarding.mode === 'since') return mode === 'since' && flight.startedAt >= boarding.arrivedAt;
  // A flight that has ended may have found an older answer.
  if (flight.hasEnded && typeof boarding.maxAgeMs === 'number') return false;
  return boarding.mode === 'share';
}
