/** What an answer rests on. Passages are told by fingerprints of exactly what a prompt renders of them. */
export interface RestedOn {
  /** In the order of retrieval. */
  readonly passages: readonly string[];
  /** Those that the answer cites. */
  readonly cited: readonly string[];
}

/**
 * How much of an earlier answer's evidence must be in the fresh evidence.
 * - `order`: the same passages in the same order.
 * - `set`: the same passages.
 * - `cited`: those that the answer cites, and both have the same first passage. An answer that cites nothing needs the same set.
 */
export type EvidenceStrength = 'order' | 'set' | 'cited';

/** @param fresh fingerprints of what the question retrieved now, in order. Without any evidence nothing passes. */
export function evidenceHolds(
  answer: RestedOn,
  fresh: readonly string[],
  strength: EvidenceStrength,
): boolean {
  if (answer.passages.length === 0 || fresh.length === 0) return false;
  switch (strength) {
    case 'order':
      return (
        answer.passages.length === fresh.length &&
        answer.passages.every((passage, at) => passage === fresh[at])
      );
    case 'set':
      return isSameSet(answer.passages, fresh);
    case 'cited':
      if (answer.cited.length === 0) return isSameSet(answer.passages, fresh);
      return answer.passages[0] === fresh[0] && isWithin(answer.cited, fresh);
  }
}

function isSameSet(one: readonly string[], other: readonly string[]): boolean {
  return isWithin(one, other) && isWithin(other, one);
}

function isWithin(some: readonly string[], all: readonly string[]): boolean {
  return some.every((passage) => all.includes(passage));
}
