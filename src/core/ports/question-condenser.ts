import type { Turn, Usage } from './words';

/** What a model made of a question behind other turns. */
export interface Condensed {
  readonly kind: 'question' | 'about_conversation' | 'unusable';
  /** In one line; empty where there is no question. */
  readonly question: string;
  readonly usage: Usage | null;
}

/** Makes a question standalone by a model. A host without such a model gives none, and rules do it. */
export abstract class QuestionCondenser {
  /** Names the model and how it is asked; part of the key of what is remembered. */
  abstract readonly modelId: string;
  /** What people call the model. */
  abstract readonly name: string;

  /**
   * @param earlier what people and models said before, oldest first
   * @throws {ModelUnavailableError}
   * @throws the signal's reason
   */
  abstract condense(question: string, earlier: readonly Turn[], signal: AbortSignal): Promise<Condensed>;
}
