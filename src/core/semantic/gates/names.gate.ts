import { exclusiveWords, type Pair } from './pair';

/** Names, codes and abbreviations of one question stand in the other, up to inflection. */
export function namesAgree({ question, candidate }: Pair): boolean {
  return !hasOwnName(question, candidate) && !hasOwnName(candidate, question);
}

function hasOwnName(...[one, other]: readonly [Pair['question'], Pair['question']]): boolean {
  return exclusiveWords(one, other).some(({ kind }) => kind === 'name');
}
