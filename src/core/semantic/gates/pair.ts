import { CATEGORIES } from './lexicon/light-words';
import { isSame, isWeighty, type Reading, type Token } from './reading';

/** A question, and an earlier one whose answer may answer it. */
export interface Pair {
  readonly question: Reading;
  readonly candidate: Reading;
}

/** @returns weighty words of one question that the other one does not hold in any form */
export function exclusiveWords({ tokens }: Reading, other: Reading): Token[] {
  return tokens.filter(
    (token, at) =>
      isWeighty(token) && !holds(other, token) && !isCategoryOf(tokens[at - 1], token, tokens[at + 1]),
  );
}

/** As `term` in `the Winter term`: the name says it already. And as `city` in `which city is the capital`. */
function isCategoryOf(before: Token | undefined, { kind, ids }: Token, next: Token | undefined): boolean {
  if (kind !== 'content' || ![...ids].some((id) => CATEGORIES.has(id))) return false;
  return isNaming(before) || isNaming(next) || before?.lower === 'which' || before?.lower === 'what';
}

function isNaming(token: Token | undefined): boolean {
  return token?.kind === 'name' || token?.kind === 'number';
}

/** A name that looks like a word of no weight is held only where it is a name too. */
function holds({ tokens }: Reading, token: Token): boolean {
  return tokens.some((other) => isSame(token, other) && (token.kind !== 'name' || isWeighty(other)));
}
