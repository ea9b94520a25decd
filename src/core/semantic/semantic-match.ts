import type { CacheKey } from '../question/keys';

/** Two questions of one pool. */
export interface QuestionPair {
  readonly tenant: string;
  readonly profile: string;
  readonly pool: CacheKey;
  readonly question: CacheKey;
  readonly candidate: CacheKey;
  /** The candidate's answer. */
  readonly answerKey: CacheKey;
  /** Cosine of the two, at most 1. */
  readonly similarity: number;
}

/** What a semantic hit was matched with. */
export interface SemanticMatch {
  readonly pair: QuestionPair;
  /** The earlier question as it was typed, by somebody of the same scope. */
  readonly matched: string;
  /** Whether the pair itself had been confirmed; else its gates and the certificate spoke for it. */
  readonly isAlias: boolean;
}
