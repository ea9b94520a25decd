import type { Waits } from './waits';
import type { Passage, Principal, Prompt, Usage } from './words';

/**
 * What the core needs from outside. Each port is an abstract class, so that it is its own Nest token, and each
 * carries what a cache key needs to know about it.
 */

/** `[CLS]` and `[SEP]` around every input of an embedding model, or what it has in their place. */
export const SPECIAL_TOKENS = 2;

/** Turns texts into vectors. The same text must give the same vector, alone or in any batch. */
export abstract class EmbeddingModel {
  /** Names the model and everything that changes its vectors; part of every L2 key and of the answer profile. */
  abstract readonly modelId: string;
  /** What people call it. */
  abstract readonly name: string;
  /** Length of every vector. */
  abstract readonly dimensions: number;
  /** Longest input in the model's own tokens, special ones included; longer texts are cut by the model. */
  abstract readonly maxTokens: number;
  /** Cosine similarity below which this model's vectors say nothing about relatedness; 0–1. */
  abstract readonly relevanceFloor: number;

  /**
   * @returns one `Float32Array[dimensions]` of unit length per text, in the order of `texts`
   * @throws {ModelUnavailableError} when the model cannot answer
   */
  abstract embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;

  /** How many of the model's tokens each text takes, without special tokens; may err upwards, never downwards. */
  abstract countTokens(texts: readonly string[]): Promise<number[]>;
}

/** Why a model stopped: only `stop` is a complete answer. */
export type Finish = 'stop' | 'length' | 'refused' | 'other';

export type ModelEvent =
  | { readonly type: 'token'; readonly text: string }
  | { readonly type: 'end'; readonly finish: Finish; readonly usage: Usage | null };

/** Answers a question from evidence. */
export abstract class LanguageModel {
  /** Names the model and every parameter that shapes its answers; part of the answer profile. */
  abstract readonly modelId: string;
  /** What people call it. */
  abstract readonly name: string;

  /**
   * Yields `token` events and then exactly one `end`.
   * @throws {ModelUnavailableError} when the model cannot answer, also in mid-stream
   */
  abstract stream(prompt: Prompt, signal?: AbortSignal): AsyncIterable<ModelEvent>;
}

export interface Search {
  /** Ids of every corpus the asker may read; a search never looks outside them. */
  readonly corpora: readonly string[];
  readonly vector: Float32Array;
  readonly topK: number;
  /** Passages less similar than this are no evidence; 0–1. */
  readonly minSimilarity: number;
  /** The asker's, to be bounded in sum; what the search waits for a connection is added. */
  readonly waits: Waits;
}

export interface Retrieved {
  /** At most `topK`, best first, in an order that depends on nothing but their content. */
  readonly passages: readonly Passage[];
  /** Stamp by corpus id, of the searched corpora that were ever written and of `*`, from the same snapshot. */
  readonly stamps: ReadonlyMap<string, string>;
}

/** Finds passages. */
export abstract class Retriever {
  /** Names how passages are cut, searched and ordered; part of the L3 key and of the answer profile. */
  abstract readonly profile: string;

  /** Ids of every corpus that the principal may read, written or not. */
  abstract corpora(principal: Principal): readonly string[];

  /**
   * Passages and stamps come from one SQL statement on the primary, so that no other version of the notes can
   * stand between them.
   */
  abstract search(search: Search): Promise<Retrieved>;
}

/** Time, so that tests can hold it. Unix milliseconds; used for TTLs and ages, never for freshness. */
export abstract class Clock {
  abstract now(): number;
}

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

/** It has failed too often of late, so it was not even asked. */
export class ModelDownError extends ModelUnavailableError {}
