import { CATEGORIES } from './lexicon/light-words';
import { isSame, isWeighty, type Reading, type Token } from './reading';

/** A question, and an earlier one whose answer may answer it. */
export interface Pair {
  readonly question: Reading;
  readonly candidate: Reading;
}

/**
 * @returns weighty words of one question that the other one does not hold in any form. A category is left out where the other question
 *   names none of its own: `term` in `the Winter term`, as the name says it already, and `city` in `which city is the capital`.
 */
export function exclusiveWords(question: Reading, other: Reading): Token[] {
  const own = unheld(question, other);
  if (!own.some(({ isCategory }) => isCategory)) return own.map(({ token }) => token);
  // `Which city` and `which country` are two questions, and so are `room 5` and `page 5`.
  const isTold = unheld(other, question).some(({ isCategory }) => isCategory);
  return own.filter(({ isCategory }) => isTold || !isCategory).map(({ token }) => token);
}

interface Unheld {
  readonly token: Token;
  readonly isCategory: boolean;
}

function unheld({ tokens }: Reading, other: Reading): Unheld[] {
  return tokens.flatMap((token, at) => {
    if (!isWeighty(token) || holds(other, token)) return [];
    return [{ token, isCategory: isCategoryOf(tokens[at - 1], token, tokens[at + 1]) }];
  });
}

function isCategoryOf(before: Token | undefined, { kind, ids }: Token, next: Token | undefined): boolean {
  if (kind !== 'content' || ![...ids].some((id) => CATEGORIES.has(id))) return false;
  return isNaming(before) || isNaming(next) || ASKING_FOR.has(before?.lower ?? '');
}

const ASKING_FOR = new Set(['which', 'what', 'when', 'where', 'who']);

function isNaming(token: Token | undefined): boolean {
  return token?.kind === 'name' || token?.kind === 'number';
}

/** A name that looks like a word of no weight is held only where it is a name too. */
function holds({ tokens }: Reading, token: Token): boolean {
  return tokens.some((other) => isSame(token, other) && (token.kind !== 'name' || isWeighty(other)));
}
