import type { Answer } from '../ports/words';
import type { CacheKey } from '../question/keys';
import type { AnswerFlight } from './answer-flight';
import type { Landing } from './flight-end';

/** Which of the answers that can be found will do. */
export interface FindWanted {
  /** The oldest, in milliseconds; any when null. */
  readonly maxAgeMs: number | null;
  /** One was stored elsewhere while the flight waited for it: what this instance remembers may be older. */
  readonly pastMemory: boolean;
}

/** The work that brings a flight to its end, in its phases: find, else generate and store. */
export interface FlightTask {
  /** Of the answer: equal tasks share a flight, and instances share its lease. */
  readonly key: CacheKey;
  /** Whether an answer that another flight stored will do; false where only work begun now will. */
  readonly mayFind: boolean;
  /** Looks for an answer that a flight elsewhere stored, or one here that has just ended; null when there is none. */
  find(wanted: FindWanted): Promise<Answer | null>;
  /**
   * Asks the model and tells the flight what it says.
   * @throws what nothing stands in for; the reason of the flight's signal
   */
  generate(flight: AnswerFlight): Promise<Landing>;
  /** What those get who waited for another's answer for as long as one may take. */
  giveUp(): Promise<Landing>;
  /** @returns when what may be stored can be looked up; never rejects */
  store(landing: Landing): Promise<void>;
}

/**
 * The last two phases.
 *
 * @returns when the answer is stored: the flight is forgotten, and its lease ended, only when others find the entry
 * @throws as {@link FlightTask.generate}
 */
export async function generateAndStore(task: FlightTask, flight: AnswerFlight): Promise<void> {
  const landing = await task.generate(flight);
  // The store is begun first, so that memory is filled when those aboard hear of the landing.
  const stored = task.store(landing);
  flight.end(landing);
  await stored;
}
