export interface ModelFailure {
  readonly cause?: unknown;
  /** Milliseconds before which asking again is known to be of no use; 0 when nothing is known. */
  readonly retryAfterMs?: number;
}

/** A model did not answer: down, too slow, or talking rubbish. Callers answer 503, never cache it. */
export class ModelUnavailableError extends Error {
  readonly retryAfterMs: number;

  constructor(
    readonly model: 'embedding' | 'language',
    { cause, retryAfterMs = 0 }: ModelFailure = {},
  ) {
    super(`The ${model} model did not answer.`, { cause });
    this.name = 'ModelUnavailableError';
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * More calls wait for the model than may. It is well, so nobody stands in for it: whoever asks again in a moment gets its answer.
 */
export class ModelBusyError extends ModelUnavailableError {}

/** It has failed too often of late, so it was not even asked. */
export class ModelDownError extends ModelUnavailableError {}
