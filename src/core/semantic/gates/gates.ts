import { negationsAgree, oppositesAgree, standpointsAgree } from './contrast.gate';
import { interrogativesAgree } from './interrogative.gate';
import { languageIsKnown } from './language.gate';
import { namesAgree } from './names.gate';
import { numbersAgree } from './numbers.gate';
import type { Pair } from './pair';
import { rolesAgree } from './roles.gate';
import { wordsAgree } from './words.gate';

/** Cheap before dear. A pair is told to have failed at the first gate that it does not pass. */
export const WORD_GATES = {
  numbers: numbersAgree,
  negations: negationsAgree,
  interrogatives: interrogativesAgree,
  names: namesAgree,
  opposites: oppositesAgree,
  standpoints: standpointsAgree,
  words: wordsAgree,
  roles: rolesAgree,
  language: languageIsKnown,
} as const satisfies Readonly<Record<string, (pair: Pair) => boolean>>;

export type WordGate = keyof typeof WORD_GATES;

/** @returns the first gate of words that the pair does not pass; null where it passes all */
export function failedWordGate(pair: Pair): WordGate | null {
  for (const [name, passes] of Object.entries(WORD_GATES) as [WordGate, (typeof WORD_GATES)[WordGate]][])
    if (!passes(pair)) return name;
  return null;
}
