import { exclusiveWords, type Pair } from './pair';

/**
 * A word that only one question holds has no weight, or is a known paraphrase of one that the other holds. Numbers and names are
 * looked at by gates of their own.
 */
export function wordsAgree({ question, candidate }: Pair): boolean {
  return exclusiveWords(question, candidate).length === 0 && exclusiveWords(candidate, question).length === 0;
}
