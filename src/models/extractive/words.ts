/** Words as the extractive model compares them. */

/** A word of a question or of the evidence. */
export interface Word {
  /** As written. */
  readonly text: string;
  /** What is compared: lower case, without accents and inflection. */
  readonly stem: string;
  /** Whether it is a part of the word before it, as "retries" is of "maxRetries". */
  readonly isPart: boolean;
}

/** A number with its separators, one character of a script that writes no spaces, or a run of letters and digits. */
const WORD =
  /\p{N}+(?:[.,:]\p{N}+)+|[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]|[\p{L}\p{M}\p{N}]+[+#]*/gu;

/** @returns every word of a text, in order; a possessive 's is no word */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const [word] of text.replace(/['’]s\b/g, '').matchAll(WORD)) {
    words.push({ text: word, stem: stemOf(word), isPart: false });
    // "maxRetries" is found by "retries", and "v20" by "20".
    const parts = CAMEL.test(word)
      ? word.split(/(?<=[\p{Ll}\p{N}])(?=\p{Lu})/u)
      : VERSION.test(word)
        ? [word.slice(1)]
        : [];
    for (const part of parts) words.push({ text: part, stem: stemOf(part), isPart: true });
  }
  return words;
}

const CAMEL = /[\p{Ll}\p{N}]\p{Lu}/u;
const VERSION = /^v\p{N}/u;

/**
 * Light stemming: plural, -ed, -ing, -ly, doubled consonant, final e. Porter's later steps are not needed, because
 * `likeness` takes care of derivations ("invent", "invention").
 */
function stemOf(word: string): string {
  let stem = plain(word);
  if (stem.length < 4 || /^\p{N}/u.test(stem)) return stem;
  stem = stem.replace(/ie[sd]$/, 'y').replace(/(?<=ss|sh|ch|x|z)es$|(?<=[^su])s$/, '');
  stem = stem.replace(/(?<=\w{3})(?:ing|ed|ly)$/, '').replace(/([bdgmnprt])\1$/, '$1');
  return stem.replace(/(?<=\w{3})e$/, '');
}

function plain(word: string): string {
  const lower = word.toLowerCase();
  if (/^\p{N}/u.test(lower)) return lower.replaceAll(',', '');
  return /^\w*$/.test(lower) ? lower : lower.normalize('NFKD').replace(/\p{M}+/gu, '');
}

/** How many first letters two stems must share to be related at all. */
export const SHARED_BEGINNING = 4;

/** What a stem adds to a shorter one that it is derived from: "invention" to "invent". "Standard" is not derived from "stand". */
const ENDING =
  /^(?:[aeiou]?(?:l|nc|nt|ry?|t|tion|tiv|on|bl|bility|c|cat|ty|v|z|st?|sm|sh|n|fy?)|[aeiouy]|ment|ness|ful|les|ship|hood|ag|th){1,3}$/;

/**
 * How far two stems mean the same. Equal stems have 1. Others have the share that their common beginning takes of the
 * longer one, counted from 0.6: "invent" and "invention" 0.67, "company" and "compost" 0. Numbers are equal or
 * unrelated.
 */
export function likeness(a: string, b: string): number {
  if (a === b) return 1;
  if (!/^\p{L}/u.test(a)) return isVersionOf(a, b) || isVersionOf(b, a) ? 0.8 : 0;
  const shorter = Math.min(a.length, b.length);
  let shared = 0;
  while (shared < shorter && a[shared] === b[shared]) shared += 1;
  const part = shared / Math.max(a.length, b.length);
  if (shared < SHARED_BEGINNING || part < 0.6) return 0;
  const rest = (a.length > b.length ? a : b).slice(shared);
  return shared < shorter || rest === '' || !/^[a-z]+$/.test(rest) || ENDING.test(rest) ? part : 0;
}

/** As 4.0.0 is of 4. A decimal is none. */
function isVersionOf(version: string, major: string): boolean {
  return version.startsWith(`${major}.`) && /^\d+\.\d+\.\d+/.test(version);
}

const stems = (text: string): ReadonlySet<string> => new Set(wordsOf(text).map(({ stem }) => stem));

/** Words that say nothing about the thing asked for. */
export const COMMON = stems(`
  a an the this that these those there here it its he him his she her they them their we us our you your i me my one
  be is are was were been being am do does did done doing have has had having can could will would shall should may
  might must of in on at by to from for with without into onto about as and or but nor so if than then when while where
  who whom whose which what why how not no also such some any all each every both either neither other another more most
  much many few less least very too just only even still already yet between among through during before after over
  under up down out off again along around because since until s t d ll m ve re`);

/** Words that shape a question more than they name its subject. The answer seldom repeats them. */
export const VAGUE = stems(`
  type kind sort name call known know use make made give given get take find found happen become became mean say said
  think believe consider way thing number amount people person year date day time place country term word example
  different certain main new first part result cause long large often usually please tell explain describe go come`);
