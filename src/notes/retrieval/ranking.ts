import type { Passage } from '../../core';
import { holdsRareWords } from './rare-words';

/** A row of a search, before it is a passage. */
export interface Candidate extends Omit<Passage, 'similarity'> {
  /** Cosine distance, 0–2. */
  readonly distance: number;
  /** Hash of the embedded text. It only orders passages that are equally good. */
  readonly hash: string;
  /** Words of the question that the chunk or its note's title holds, without those that many chunks hold. */
  readonly words: readonly string[];
  /** What they weigh of all words of the question that few chunks hold, 0–1. */
  readonly share: number;
}

/** How many passages are wanted, and the least cosine similarity of each. */
export interface Ranking {
  readonly topK: number;
  readonly minSimilarity: number;
}

/** Similarities closer than this are equal. Single precision gives no more, and plans differ in the last bits. */
const ROUNDING = 1e6;

/** What all of the question's rare words are worth, in cosine similarity. */
const WORDS_WORTH = 0.7;

const rounded = (value: number): number => Math.round(value * ROUNDING) / ROUNDING;

/**
 * The evidence in the one order that the same notes always give: similarity with the worth of the words, content hash, id. Equal
 * passages come once, under the smallest id. What is below the floor is told only for the rare words that it holds.
 */
export function ranked(candidates: readonly Candidate[], { topK, minSimilarity }: Ranking): Passage[] {
  const seen = new Set<string>();
  const isFirst = ({ title, section, content }: Candidate): boolean => {
    const rendered = JSON.stringify([title, section, content]);
    return !seen.has(rendered) && seen.add(rendered).size > 0;
  };
  return candidates
    .map((candidate) => {
      const similarity = rounded(1 - candidate.distance);
      return { candidate, similarity, score: rounded(similarity + WORDS_WORTH * candidate.share) };
    })
    .filter(({ similarity, candidate }) => similarity >= minSimilarity || holdsRareWords(candidate))
    .sort(
      (a, b) =>
        b.score - a.score ||
        compare(a.candidate.hash, b.candidate.hash) ||
        compare(a.candidate.id, b.candidate.id),
    )
    .filter(({ candidate }) => isFirst(candidate))
    .slice(0, topK)
    .map(({ candidate: { id, documentId, corpus, incarnation, title, section, content }, similarity }) => ({
      id,
      documentId,
      corpus,
      incarnation,
      title,
      section,
      content,
      similarity,
    }));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
