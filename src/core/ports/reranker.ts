import type { PromptPassage } from './words';

/** What a reranker reads of a passage. */
export type RankedPassage = Pick<PromptPassage, 'title' | 'section' | 'content'>;

/** Judges how well passages answer a question. A host without one gives none, and the retriever's own order stands. */
export abstract class Reranker {
  /** Names the model and how it is asked; part of the L3 key and of the answer profile. */
  abstract readonly modelId: string;
  /** What people call it. */
  abstract readonly name: string;
  /** How many passages are retrieved for it to choose from, at least. */
  abstract readonly candidates: number;

  /**
   * Nobody else bounds the wait for it.
   * @param passages in the retriever's order, all of them in the asker's scope
   * @returns a finite score for each, in their order; higher is better
   * @throws {ModelUnavailableError} when the model cannot answer
   */
  abstract scores(question: string, passages: readonly RankedPassage[]): Promise<readonly number[]>;
}
