import type { Passage } from '../../core';

/** A row of a search, before it is a passage. */
export interface Candidate extends Omit<Passage, 'similarity'> {
  /** Cosine distance, 0–2. */
  readonly distance: number;
  /** Hash of the embedded text. It only orders passages of equal similarity. */
  readonly hash: string;
}

/** How many passages are wanted, and the least cosine similarity of each. */
export interface Ranking {
  readonly topK: number;
  readonly minSimilarity: number;
}

/** Similarities closer than this are equal. Single precision gives no more, and plans differ in the last bits. */
const ROUNDING = 1e6;

/**
 * The evidence in the one order that the same notes always give: rounded similarity, content hash, id. Equal passages
 * come once, under the smallest id.
 */
export function ranked(candidates: readonly Candidate[], { topK, minSimilarity }: Ranking): Passage[] {
  const seen = new Set<string>();
  const isFirst = ({ title, section, content }: Candidate): boolean => {
    const rendered = JSON.stringify([title, section, content]);
    return !seen.has(rendered) && seen.add(rendered).size > 0;
  };
  return candidates
    .map((candidate) => ({
      candidate,
      similarity: Math.round((1 - candidate.distance) * ROUNDING) / ROUNDING,
    }))
    .filter(({ similarity }) => similarity >= minSimilarity)
    .sort(
      (a, b) =>
        b.similarity - a.similarity ||
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
