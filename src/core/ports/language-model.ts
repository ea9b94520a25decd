import type { Prompt, Usage } from './words';

/** Why a model stopped: only `stop` is a complete answer. */
export type Finish = 'stop' | 'length' | 'refused' | 'other';

/** A piece of a call: the function's name comes with the first, its arguments in any number of pieces. */
export interface CallPiece {
  readonly type: 'call';
  /** Which call of the answer, from 0. */
  readonly at: number;
  readonly name?: string | undefined;
  readonly arguments: string;
}

export type ModelEvent = { readonly type: 'token'; readonly text: string } | CallPiece | ModelEnd;

/** What a model says of its answer at the end. */
export interface ModelEnd {
  readonly type: 'end';
  readonly finish: Finish;
  readonly usage: Usage | null;
  /** Whether the evidence answered the question; null where the model cannot tell, as in a form. */
  readonly answerable: boolean | null;
}

/** Answers a question from evidence. */
export abstract class LanguageModel {
  /** Names the model and every parameter that shapes its answers; part of the answer profile. */
  abstract readonly modelId: string;
  /** What people call it. */
  abstract readonly name: string;
  /** Names how it is asked for an answer in a form (`Prompt.format`), part of the answer profile then; null when it gives text alone. */
  abstract readonly formats: string | null;
  /** Whether its answers depend on the similarity of passages, too. It is part of the key of each then. */
  readonly readsSimilarity: boolean = false;

  /**
   * Yields `token` and `call` events and then exactly one `end`.
   * @throws {ModelUnavailableError} when the model cannot answer, also in mid-stream
   */
  abstract stream(prompt: Prompt, signal?: AbortSignal): AsyncIterable<ModelEvent>;
}
