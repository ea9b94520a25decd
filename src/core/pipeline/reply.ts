import type { Standalone } from '../conversation/conversations';
import type { AnswerFlight } from '../flight/answer-flight';
import type { Landing } from '../flight/flight-end';
import type { Answer, Match, Passage, Reason } from '../ports/words';
import type { SemanticMatch } from '../semantic/semantic-match';

/** Milliseconds spent on each step that the request took part in. */
export interface Timings {
  /** To make a question of its own of one behind other turns. */
  readonly standaloneMs: number;
  readonly stampsMs: number;
  readonly lookupMs: number;
  readonly embeddingMs: number;
  readonly retrievalMs: number;
}

/** What a question gets: a cached answer, or one on its way. The sources are its own, the answer may be shared with others. */
export type Reply = Hit | Miss;

interface Replied {
  /** The evidence, best first: fresh on every path but the exact one, whose stamps say that it is. */
  readonly passages: readonly Passage[];
  readonly timings: Timings;
  /** Whether a reranker ordered them; null where there is none, and for what is not about notes. */
  readonly reranked: boolean | null;
  /** The question that was looked up and searched, where it was made of a conversation; else null. */
  readonly standalone: Standalone | null;
}

/** A cached answer that the notes still support. */
export interface Hit extends Replied {
  readonly outcome: 'hit';
  readonly layer: 'l1';
  readonly match: Match;
  /** What it was matched with; null for an answer to the question itself. */
  readonly semantic: SemanticMatch | null;
  readonly answer: Answer;
  /** Unix milliseconds. */
  readonly storedAt: number;
  /** How long ago the notes were last known to support the answer, when that cannot be known now; else null. */
  readonly staleMs: number | null;
}

/** Nothing cached held: the answer comes by a flight. */
export interface Miss extends Replied {
  readonly outcome: 'miss';
  /** `l3` where the passages were cached. */
  readonly layer: 'l3' | null;
  readonly reason: Reason;
  /** `chat`: what was asked about a chat itself went past notes and caches. */
  readonly about: 'notes' | 'chat';
  /** True when another request led the flight. Its end tells whether another flight did its work. */
  readonly collapsed: boolean;
  readonly flight: AnswerFlight;
}

/**
 * Whether the model was asked for somebody else, and this question shares what came.
 * @param landing null while nobody knows how the flight ends
 */
export function isShared({ collapsed }: Pick<Miss, 'collapsed'>, landing: Landing | null): boolean {
  if (collapsed || landing === null) return collapsed;
  switch (landing.how) {
    case 'answered':
      return landing.by === 'another_flight';
    case 'quoted':
      return false;
  }
}
