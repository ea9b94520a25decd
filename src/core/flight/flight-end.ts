import type { Finish } from '../ports/language-model';
import type { ModelUnavailableError } from '../ports/model.errors';
import type { Answer } from '../ports/words';

/** How a flight ends: with an answer, or without one. */
export type FlightEnd = Landing | Failed | Left;

/** What those get who wait for the whole answer. */
export type Landing = Answered | Quoted;

/** A complete answer, or one that says of itself that it is not complete. */
export interface Answered {
  readonly how: 'answered';
  readonly answer: Answer;
  /**
   * - `model`: this flight asked the language model.
   * - `another_flight`: a flight of another instance had stored the answer, or one here that had just ended.
   * - `nobody`: the notes say nothing about the question, so no model was needed.
   */
  readonly by: 'model' | 'another_flight' | 'nobody';
  /** Why the model stopped. */
  readonly finish: Finish;
  readonly storing: Storing;
}

/**
 * - `stored`: the answer passed the write gate, and whoever asks next finds it.
 * - `no_store`: nothing is to be stored. The asker said so, or this is not a model's answer.
 * - `refused`: the write gate refused what the model said.
 */
export type Storing = 'stored' | 'no_store' | 'refused';

/** The evidence's own sentences, because the model gave nothing that can be shown. They are never stored. */
export interface Quoted {
  readonly how: 'quoted';
  readonly answer: Answer;
  /** `failed`: the model broke down. `unshowable`: it said something that the write gate lets nobody see. */
  readonly because: 'failed' | 'unshowable';
  /** Why, in words. Those who heard a part of what the model said get it, for they must not hear another answer after it. */
  readonly error: ModelUnavailableError;
}

/** Something went wrong for which nothing stands in. */
export interface Failed {
  readonly how: 'failed';
  readonly error: unknown;
}

/** Everybody aboard left before the answer was worth finishing, or the process ends. */
export interface Left {
  readonly how: 'left';
  readonly error: FlightAbandonedError;
}

/** Why an answer was not finished: everybody who had asked for it left. Nobody is there to be told. */
export class FlightAbandonedError extends Error {
  constructor() {
    super('Everybody who asked for this answer left before it was worth finishing.');
    this.name = 'FlightAbandonedError';
  }
}

export function left(): Left {
  return { how: 'left', error: new FlightAbandonedError() };
}

/** The end of a flight that found its answer stored by another flight. */
export function foundStored(answer: Answer): Answered {
  return { how: 'answered', answer, by: 'another_flight', finish: 'stop', storing: 'stored' };
}

/** The answer that a flight ended with; null when it ended without one. */
export function landingOf(end: FlightEnd): Landing | null {
  switch (end.how) {
    case 'answered':
    case 'quoted':
      return end;
    case 'failed':
    case 'left':
      return null;
  }
}

/** Why the model gave no answer that can be shown, for people; null where it gave one, or did not have to be asked. */
export function degradedBecause(landing: Landing): string | null {
  switch (landing.how) {
    case 'answered':
      return null;
    case 'quoted':
      return landing.error.because;
  }
}

/** What the question stores of everybody aboard do. */
export function storingOf(end: FlightEnd): Storing {
  switch (end.how) {
    case 'answered':
      return end.storing;
    case 'quoted':
      return end.because === 'unshowable' ? 'refused' : 'no_store';
    case 'failed':
    case 'left':
      return 'no_store';
  }
}
