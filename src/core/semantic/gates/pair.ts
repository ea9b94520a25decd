import { isSame, isWeighty, type Reading, type Token } from './reading';

/** A question, and an earlier one whose answer may answer it. */
export interface Pair {
  readonly question: Reading;
  readonly candidate: Reading;
}

/** @returns weighty words of one question that the other one does not hold in any form */
export function exclusiveWords({ tokens }: Reading, other: Reading): Token[] {
  return tokens.filter((token) => isWeighty(token) && !holds(other, token));
}

/** A name that looks like a word of no weight is held only where it is a name too. */
function holds({ tokens }: Reading, token: Token): boolean {
  return tokens.some((other) => isSame(token, other) && (token.kind !== 'name' || isWeighty(other)));
}
