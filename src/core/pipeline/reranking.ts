import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { Ledger } from '../ledger/bus';
import { ModelUnavailableError } from '../ports/model.errors';
import { Reranker } from '../ports/reranker';
import type { Passage } from '../ports/words';

/** The passages of a question in the order that counts. */
export interface Ordered {
  readonly passages: readonly Passage[];
  /**
   * False where the reranker failed, and the retriever's own order stands in. What is kept under the question would be taken for
   * the other order, so nothing is. Null without a reranker.
   */
  readonly reranked: boolean | null;
}

/** Scores closer than this are equal. Servers that work in batches differ in the last bits. */
const ROUNDING = 1e6;

/**
 * Orders what a search found, where the host has a reranker. Its failure costs nobody an answer.
 *
 * States: *reranking* from the start, and again with each order that the reranker gives. A failure ends it with *failing*. One
 * line of the log tells the change. Whether the reranker is asked while it fails is its own policy.
 */
@Injectable()
export class Reranking {
  private readonly logger = new Logger(Reranking.name);
  private isFailing = false;

  constructor(
    private readonly ledger: Ledger,
    @Optional() @Inject(Reranker) private readonly reranker: Reranker | null = null,
  ) {}

  /** What `Ordered.reranked` is of everything that was kept. */
  get ofKept(): true | null {
    return this.reranker ? true : null;
  }

  /** How many passages are to be retrieved, of which `topK` are told. */
  depth(topK: number): number {
    return Math.max(topK, this.reranker?.candidates ?? 0);
  }

  /** @param found in the retriever's order, which decides between equal scores */
  async order(question: string, found: readonly Passage[], topK: number): Promise<Ordered> {
    const { reranker } = this;
    if (!reranker) return { passages: found, reranked: null };
    // There is nothing to order.
    if (found.length < 2) return { passages: found, reranked: true };
    const scores = await this.ask(reranker, question, found);
    const passages = scores ? byScore(found, scores) : found;
    return { passages: passages.slice(0, topK), reranked: scores !== null };
  }

  /** @returns null when the reranker failed */
  private async ask(
    reranker: Reranker,
    question: string,
    found: readonly Passage[],
  ): Promise<readonly number[] | null> {
    const startedAt = performance.now();
    const scores = await this.scoresOf(reranker, question, found);
    if (scores) this.isFailing = false;
    const outcome = scores ? 'reranked' : 'failed';
    this.ledger.record({ type: 'rerank', outcome, ms: performance.now() - startedAt });
    return scores;
  }

  private async scoresOf(
    reranker: Reranker,
    question: string,
    found: readonly Passage[],
  ): Promise<readonly number[] | null> {
    try {
      const scores = await reranker.scores(question, found);
      if (scores.length === found.length && scores.every(Number.isFinite)) return scores;
      this.tellFailure('It did not give one number for each passage.');
    } catch (error) {
      this.tellFailure(
        error instanceof ModelUnavailableError ? error.because : 'It failed in an unknown way.',
      );
    }
    return null;
  }

  /** Once, until it succeeds again. */
  private tellFailure(why: string): void {
    if (!this.isFailing)
      this.logger.warn(`Passages keep the order of retrieval, because the reranker gave none: ${why}`);
    this.isFailing = true;
  }
}

/** Sorting is stable, so equal scores keep the order that they came in. */
function byScore(found: readonly Passage[], scores: readonly number[]): readonly Passage[] {
  return found
    .map((passage, at) => ({ passage, score: Math.round((scores[at] ?? 0) * ROUNDING) }))
    .sort((a, b) => b.score - a.score)
    .map(({ passage }) => passage);
}
