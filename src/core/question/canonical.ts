/**
 * The canonical question: two questions with the same one are the same question, so folding errs on the side of keeping
 * apart (a miss costs a search; a false match would serve somebody else's answer).
 */

/** A word that carries no more with a capital than without: `what`, `What`, `What's`, `Well-Known`. */
const FOLDABLE = /^(?:\p{Ll}|\p{Lu}\p{Ll})[\p{Ll}\p{M}]*(?:['’-](?:\p{Ll}|\p{Lu}\p{Ll})[\p{Ll}\p{M}]*)*$/u;

/** Punctuation that may cling to a word without being part of its name, as `.NET`, `C#` and `C++` have it. */
const CLINGS_BEFORE = new Set('("\'“‘«[');
const CLINGS_BEHIND = new Set(')"\'”’»],;:.?!…');

/** Full-width and half-width forms are ways to type a character; super- and subscripts, ① and ½ are characters of their own. */
const WIDTH_FORMS = /[\u3000\uff01-\uffee]+/gu;

/**
 * More combining marks in a row than any writing uses; Unicode's stream-safe format allows 30 (UAX 15, section 13). Ordering
 * them takes the square of their number: 5.2 s for 100,000.
 */
const ENDLESS_MARKS = /\p{M}{65}/u;

/** A text all in capitals says nothing by them, but one or two such words may be names: `US`, `WHO`, `IT HR`. */
const SHOUTED_WORDS_AT_LEAST = 3;

/**
 * - NFC, width forms folded, white space collapsed; no NFC for a text with more than 64 combining marks in a row
 * - final `?` and `.` dropped; final `!` only after a letter (`5!` is a factorial)
 * - case folded only in lower-case or Capitalised words, so that `US`/`us`, `mW`/`MW`, `getUser` keep apart, and not
 *   right behind a number (`5 Mg`, `5 mg`); a question wholly in capitals is folded
 *
 * Idempotent, never longer than three times its input (NFC's worst case), and made in time linear in it; all three are tested.
 *
 * @returns the empty string where nothing but white space and punctuation was asked
 */
export function canonicalQuestion(question: string): string {
  const spaced = composed(question.replace(WIDTH_FORMS, (run) => run.normalize('NFKC')))
    .replace(/\s+/gu, ' ')
    .trim();
  const words = withoutFinalMarks(spaced).split(' ');
  const shouted = isShouted(words);
  return composed(
    words.map((word, at) => foldCase(word, { shouted, behindNumber: isNumber(words[at - 1]) })).join(' '),
  );
}

/** Left as it is, a text with endless marks is told apart from all that equal it only after reordering. */
function composed(text: string): string {
  return ENDLESS_MARKS.test(text) ? text : text.normalize('NFC');
}

function withoutFinalMarks(text: string): string {
  let end = text.length;
  while (end > 0 && endsInDroppedMark(text, end)) end--;
  return text.slice(0, end);
}

function endsInDroppedMark(text: string, end: number): boolean {
  const last = text[end - 1];
  if (last === '?' || last === '.' || last === ' ') return true;
  return last === '!' && /\p{L}\p{M}*[!?. ]*$/u.test(text.slice(Math.max(0, end - 16), end - 1));
}

function isShouted(words: readonly string[]): boolean {
  const text = words.join(' ');
  if (/\p{Ll}/u.test(text)) return false;
  return words.filter((word) => /\p{Lu}{2}/u.test(word)).length >= SHOUTED_WORDS_AT_LEAST;
}

function isNumber(word: string | undefined): boolean {
  return word !== undefined && /\p{N}$/u.test(word);
}

function foldCase(
  word: string,
  { shouted, behindNumber }: { shouted: boolean; behindNumber: boolean },
): string {
  if (shouted) return word.toLowerCase();
  if (behindNumber) return word;
  let start = 0;
  while (CLINGS_BEFORE.has(word.charAt(start))) start++;
  let end = word.length;
  while (end > start && CLINGS_BEHIND.has(word.charAt(end - 1))) end--;
  const core = word.slice(start, end);
  return FOLDABLE.test(core) ? word.slice(0, start) + core.toLowerCase() + word.slice(end) : word;
}
