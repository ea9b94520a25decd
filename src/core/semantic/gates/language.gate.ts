import { ENGLISH, languageOf } from '../../conversation/languages';
import type { Pair } from './pair';

/** Both questions are in the language whose words the gates know. */
export function languageIsKnown({ question, candidate }: Pair): boolean {
  return languageOf(question.text) === ENGLISH && languageOf(candidate.text) === ENGLISH;
}
