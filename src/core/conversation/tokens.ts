import { isFunctionWord, type Language } from './languages';

/** A word and where it stands. */
export interface Token {
  readonly text: string;
  /** Lower case, with straight apostrophes. */
  readonly lower: string;
  readonly start: number;
  readonly end: number;
  /** Whether a comma, a dash or the like stands before it. */
  readonly isBehindMark: boolean;
}

/** With its dots, commas and signs, as in `5.2`, `£3.40`, `U.S.`, `C++` and `pour-over`. */
const WORD = /[£$€]?[\p{L}\p{M}\p{N}]+(?:['’.,:/-][\p{L}\p{M}\p{N}]+)*[+#%]*/gu;

export function tokensOf(text: string): Token[] {
  let end = 0;
  return Array.from(text.matchAll(WORD), ({ 0: word, index }) => {
    const isBehindMark = /[,;:.!?()–—]/u.test(text.slice(end, index));
    end = index + word.length;
    return { text: word, lower: word.toLowerCase().replaceAll('’', "'"), start: index, end, isBehindMark };
  });
}

export function isContent({ lower }: Token, language: Language): boolean {
  return !isFunctionWord(lower, language) && !language.imperatives.has(lower);
}
