import type { AnswerFlight, Landing } from '../flight/answer-flight';
import type { Match, Passage, Reason } from '../ports/words';

/** Milliseconds spent on each step that the request took part in. */
export interface Timings {
  readonly stampsMs: number;
  readonly lookupMs: number;
  readonly embeddingMs: number;
  readonly retrievalMs: number;
}

/** What a question gets: its own sources, and an answer that it may share with others and that may still be on its way. */
export interface Reply {
  readonly layer: 'l1' | 'l3' | null;
  readonly match: Match | null;
  /** Null on a hit. */
  readonly reason: Reason | null;
  /** The evidence, best first: fresh on every path but the exact one, whose stamps say that it is. */
  readonly passages: readonly Passage[];
  /** Unix milliseconds at which the answer was stored; null when it was generated for this question. */
  readonly storedAt: number | null;
  /** How long ago the notes were last known to support the answer, when that cannot be known now; else null. */
  readonly staleMs: number | null;
  /** True when another request led the flight; the landing tells whether another flight did its work. */
  readonly collapsed: boolean;
  readonly flight: AnswerFlight;
  readonly timings: Timings;
}

/** Whether the model was asked for somebody else, and this question shares what came. */
export function isCollapsed(reply: Pick<Reply, 'collapsed'>, landing: Landing): boolean {
  return reply.collapsed || landing.collapsed === true;
}
