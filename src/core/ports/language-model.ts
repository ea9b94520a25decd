import type { Prompt, Usage } from './words';

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
