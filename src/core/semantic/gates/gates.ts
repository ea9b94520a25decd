import type { Gate } from '../../ledger/events';
import { negationsAgree, oppositesAgree, standpointsAgree } from './contrast.gate';
import { evidenceHolds, type EvidenceStrength, type RestedOn } from './evidence.gate';
import { interrogativesAgree } from './interrogative.gate';
import { languageIsKnown } from './language.gate';
import { namesAgree } from './names.gate';
import { numbersAgree } from './numbers.gate';
import type { Pair } from './pair';
import { rolesAgree } from './roles.gate';
import { substanceSuffices } from './substance.gate';
import { wordsAgree } from './words.gate';

export type { Gate };

/** Raised when pairs pass that did not: a certificate of before says nothing of them. */
export const GATES_VERSION = 1;

/** Each looks at the words of both questions. Cheap before dear. */
const WORD_GATES = {
  numbers: numbersAgree,
  negations: negationsAgree,
  interrogatives: interrogativesAgree,
  names: namesAgree,
  opposites: oppositesAgree,
  standpoints: standpointsAgree,
  words: wordsAgree,
  roles: rolesAgree,
  language: languageIsKnown,
} as const satisfies Partial<Record<Gate, (pair: Pair) => boolean>>;

type WordGate = keyof typeof WORD_GATES;

/** A pair of questions, and what the vectors and the evidence say of it. */
export interface Candidacy extends Pair {
  /** Cosine of the two questions. */
  readonly similarity: number;
  /** From 0 to 1; higher is stricter. */
  readonly threshold: number;
  /** Null where there are no notes: then evidence counts as equal, which only a measurement may say. */
  readonly evidence: {
    readonly answer: RestedOn;
    readonly fresh: readonly string[];
    readonly strength: EvidenceStrength;
  } | null;
}

/**
 * May the answer to the candidate be served to the question? A pair that a gate cannot judge does not pass it.
 * @returns the first gate that rejects the pair; null where it passes all
 */
export function rejectingGate(candidacy: Candidacy): Gate | null {
  const { similarity, threshold, evidence } = candidacy;
  if (!(similarity >= threshold)) return 'similarity';
  if (evidence && !evidenceHolds(evidence.answer, evidence.fresh, evidence.strength)) return 'evidence';
  if (!substanceSuffices(candidacy, similarity)) return 'substance';
  for (const [name, passes] of Object.entries(WORD_GATES) as [WordGate, (pair: Pair) => boolean][])
    if (!passes(candidacy)) return name;
  return null;
}
