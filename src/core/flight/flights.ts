import { Injectable } from '@nestjs/common';
import type { CacheKey } from '../cache/keys';
import { AnswerFlight } from './answer-flight';

/**
 * - `share`: joins whatever runs, else leads
 * - `since`: joins only what began after `arrivedAt` for somebody who wants the same (`no-cache`: work done for them, while
 *   a `share` flight may find or follow the work of others), else leads
 * - `alone`: neither joins nor leads (`no-store`)
 */
export type Boarding =
  { readonly mode: 'share' | 'alone' } | { readonly mode: 'since'; readonly arrivedAt: number };

export interface Boarded {
  readonly flight: AnswerFlight;
  /** True when somebody else leads. */
  readonly collapsed: boolean;
}

type Lead = (flight: AnswerFlight) => Promise<void>;

interface Running {
  readonly flight: AnswerFlight;
  /** Of who leads. */
  readonly mode: Boarding['mode'];
}

/** Single flight: of equal questions at one moment, one is worked on and the others share what comes. */
@Injectable()
export class Flights {
  private readonly running = new Map<CacheKey, Running>();

  /**
   * @param lead does the work and ends the flight by `land` or `fail`; when it throws, the flight fails with that
   */
  board(key: CacheKey, boarding: Boarding, lead: Lead): Boarded {
    const current = this.running.get(key);
    if (current && mayJoin(current, boarding)) return { flight: current.flight, collapsed: true };
    const flight = new AnswerFlight();
    if (boarding.mode !== 'alone') this.running.set(key, { flight, mode: boarding.mode });
    void this.fly(key, flight, lead);
    return { flight, collapsed: false };
  }

  /** Never rejects, and leaves no flight in the air: nobody may wait for an answer that will not come. */
  private async fly(key: CacheKey, flight: AnswerFlight, lead: Lead): Promise<void> {
    try {
      await lead(flight);
      flight.fail(new Error('The work on this answer ended without one.'));
    } catch (error) {
      flight.fail(error);
    }
    // Only the current flight of a key clears it: a later one may have taken its place.
    if (this.running.get(key)?.flight === flight) this.running.delete(key);
  }
}

function mayJoin({ flight, mode }: Running, boarding: Boarding): boolean {
  if (boarding.mode === 'since') return mode === 'since' && flight.startedAt >= boarding.arrivedAt;
  return boarding.mode === 'share';
}
