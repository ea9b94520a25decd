import { PHRASES } from './lexicon/phrases';
import { NUMBER_WORDS } from './lexicon/number-words';

/** A word as it was typed, and where. */
export interface Word {
  readonly text: string;
  readonly lower: string;
  /** Whether a sentence begins with it. */
  readonly isFirst: boolean;
  /** Whether a comma, a bracket or the like stands before it. */
  readonly isBehindMark: boolean;
}

/** With its dots and signs, as in `5.2`, `U.S.`, `C++`, `B-`, `node.js` and `and/or`. */
const WORD = /[\p{L}\p{M}\p{N}]+(?:[.'_@/\\][\p{L}\p{M}\p{N}]+)*(?:\+\+?|#|-(?=\s|$|[?.,;!]))*/gu;

const LONGEST_PHRASE = Math.max(...[...PHRASES.keys()].map((phrase) => phrase.split(' ').length));

/** @returns the words of a text, with one word for what people say in several */
export function spoken(text: string): Word[] {
  const words = wordsOf(text);
  const said: Word[] = [];
  for (let at = 0; at < words.length;) {
    const taken = phraseAt(words, at);
    const first = words[at];
    if (!first) break;
    if (taken) said.push(...taken.meant.map((meant) => ({ ...first, text: meant, lower: meant })));
    else said.push(first);
    at += taken?.length ?? 1;
  }
  return said;
}

function wordsOf(text: string): Word[] {
  let end = 0;
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => {
    const between = text.slice(end, index);
    end = index + word.length;
    const lower = word.toLowerCase();
    return {
      text: word,
      lower: NUMBER_WORDS.get(lower) ?? lower,
      isFirst: /^\W*$/.test(text.slice(0, index)) || /[.!?:]\s*["'(]*$/.test(between),
      isBehindMark: /[,;:.!?()–—]/u.test(between),
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
