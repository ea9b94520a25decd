export interface ModelFailure {
  readonly cause?: unknown;
  /** Milliseconds before which asking again is known to be of no use; 0 when nothing is known. */
  readonly retryAfterMs?: number;
  /** What went wrong and what to do about it, in sentences that hold no text of anybody; default: that it did not answer. */
  readonly because?: string | undefined;
}

/** A model did not answer: down, too slow, or talking rubbish. Callers answer 503, never cache it. */
export class ModelUnavailableError extends Error {
  readonly retryAfterMs: number;
  /** For people: what went wrong and what to do about it. */
  readonly because: string;

  constructor(
    readonly model: 'embedding' | 'language' | 'rerank',
    { cause, retryAfterMs = 0, because }: ModelFailure = {},
  ) {
    super(`The ${model} model did not answer.`, { cause });
    this.name = 'ModelUnavailableError';
    this.retryAfterMs = retryAfterMs;
    this.because = because ?? this.message;
  }
}

/**
 * More calls wait for the model than may. It is well, so nobody stands in for it: whoever asks again in a moment gets its answer.
 */
export class ModelBusyError extends ModelUnavailableError {}

/** It has failed too often of late, so it was not even asked. */
export class ModelDownError extends ModelUnavailableError {}
