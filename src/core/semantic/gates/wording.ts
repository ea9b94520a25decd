import { TITLES } from './lexicon/light-words';
import { FRAMES } from './lexicon/frames';
import { IDIOMS } from './lexicon/idioms';
import { NUMBER_WORDS } from './lexicon/number-words';

/** A word as it was typed, and where. */
export interface Word {
  readonly text: string;
  readonly lower: string;
  /** Whether a sentence begins with it. */
  readonly isFirst: boolean;
  /** Whether a comma, a bracket or the like stands before it. */
  readonly isBehindMark: boolean;
  /** Whether a phrase that only asks stands before it, as `do you know`. It is left out itself. */
  readonly isFramed: boolean;
}

/** With its dots and signs, as in `5.2`, `U.S.`, `C++`, `B-`, `node.js` and `and/or`. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:[.'_@/\\][\p{L}\p{M}\p{N}]+)*(?:\+\+?|#|-(?=\s|$|[?.,;!]))*/gu;

const PHRASES: ReadonlyMap<string, readonly string[]> = new Map([...IDIOMS, ...FRAMES]);

const LONGEST_PHRASE = Math.max(...[...PHRASES.keys()].map((phrase) => phrase.split(' ').length));

/** @returns the words of a text, with one word for what people say in several */
export function spoken(text: string): Word[] {
  const words = wordsOf(text);
  const said: Word[] = [];
  let isFramed = false;
  for (let at = 0; at < words.length;) {
    const taken = phraseAt(words, at);
    const first = words[at];
    if (!first) break;
    const meant = taken?.meant.map((word) => ({ ...first, text: word, lower: word })) ?? [first];
    said.push(...meant.map((word) => ({ ...word, isFramed })));
    isFramed = meant.length === 0;
    at += taken?.length ?? 1;
  }
  return said;
}

function wordsOf(text: string): Word[] {
  let end = 0;
  let before = '';
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => {
    const between = text.slice(end, index);
    const isAbbreviated = TITLES.has(before) || before.length === 1;
    end = index + word.length;
    before = word.toLowerCase();
    const lower = word.toLowerCase();
    return {
      text: word,
      lower: NUMBER_WORDS.get(lower) ?? lower,
      isFirst: /^\W*$/.test(text.slice(0, index)) || (!isAbbreviated && /[.!?:]\s*["'(]*$/.test(between)),
      isBehindMark: /[,;:.!?()–—]/u.test(between),
      isFramed: false,
    };
  });
}

function phraseAt(words: readonly Word[], at: number): { meant: readonly string[]; length: number } | null {
  for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 1; length--) {
    const phrase = words.slice(at, at + length);
    if (phrase.slice(1).some(({ isBehindMark }) => isBehindMark)) continue;
    const meant = PHRASES.get(phrase.map(({ lower }) => lower).join(' '));
    if (meant) return { meant, length };
  }
  return null;
}
