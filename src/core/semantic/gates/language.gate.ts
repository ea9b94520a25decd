import { ENGLISH, languageOf } from '../../conversation/languages';
import { listed } from './lexicon/words';
import type { Pair } from './pair';
import type { Reading } from './reading';

/** Both questions are in the language whose words the gates know. */
export function languageIsKnown({ question, candidate }: Pair): boolean {
  return isEnglish(question) && isEnglish(candidate);
}

/** No neighbouring language has these. One is enough, because a question of names and numbers has few other words. */
const ENGLISH_ALONE = listed(`
  what where when who whose why how which the are does did my your with from show tell list there this that should would could
  any please have been not it you is`);

function isEnglish({ text, tokens }: Reading): boolean {
  if (/[^\P{L}\p{sc=Latin}]/u.test(text)) return false;
  const language = languageOf(text);
  return language === ENGLISH || (language === null && tokens.some(({ lower }) => ENGLISH_ALONE.has(lower)));
}
