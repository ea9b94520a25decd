import { isAbbreviated } from './abbreviations';
import { maskAtoms } from './atoms';

/** Knows every script, decimals and quotation marks. Rules alone would have to learn all of that. */
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * At every step `Intl.Segmenter` takes time in proportion to its whole input, so it gets pieces. 205,000 characters
 * take 1.4 s whole and 0.03 s in pieces.
 */
const PIECE = 1_000;

/** Text on both sides of a cut that is looked at. No abbreviation with the word before it is longer. */
const AROUND = 28;

/** Marks behind a sentence that it began with. */
const EMPHASIS_END = /^[*_~=]+(?:\s+|$)/;

/** As in "1. Open it. 2. Close it.", in a line. */
const ENUMERATION = /(?:^|[.!?:;]\s+)\(?\d{1,2}\.$/;

/**
 * Where the sentences of `text` begin (UAX #29, which works for scripts without spaces too). What that cuts inside of
 * links, code and addresses, or after abbreviations, ordinals and initials, stays together. A line end is no sentence
 * end, because most are only wrapping.
 * @returns offsets in ascending order, the first 0
 */
export function sentenceStarts(text: string): number[] {
  const masked = maskAtoms(text.replaceAll(/[\r\n\u2028\u2029\u0085]/g, ' '));
  const starts = new Set([0]);
  for (const start of segmentStarts(masked)) {
    const behind = start + (EMPHASIS_END.exec(masked.slice(start, start + AROUND))?.[0].length ?? 0);
    if (behind > 0 && behind < masked.length && isCut(masked, behind)) starts.add(behind);
  }
  return [...starts];
}

function segmentStarts(text: string): number[] {
  const starts: number[] = [];
  let from = 0;
  while (from < text.length) {
    const piece = text.slice(from, from + PIECE);
    const found = Array.from(segmenter.segment(piece), ({ index }) => from + index);
    const whole = from + PIECE >= text.length || found.length < 2;
    starts.push(...(whole ? found : found.slice(0, -1)));
    // The last sentence may go on behind the piece, so the next piece begins with it.
    from = whole ? from + PIECE : (found.at(-1) ?? text.length);
  }
  return starts;
}

function isCut(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - AROUND), start);
  const after = text.slice(start, start + AROUND);
  const end = before.trimEnd();
  // "watch?v" and "Yahoo!'s", where nobody typed a space.
  if (end === before && /[.!?]$/.test(end) && /^['’\p{L}\p{N}]/u.test(after)) return false;
  if (/(?:!|[.!?…]["”’»)\]*_]+)$/u.test(end) && /^\p{Ll}/u.test(after)) return false;
  if (ENUMERATION.test(end)) return false;
  return !(end.endsWith('.') && isAbbreviated(end, after));
}

/** @returns the sentences of a text, without the white space around them */
export function sentencesOf(text: string): string[] {
  const starts = sentenceStarts(text);
  return starts
    .map((start, at) => text.slice(start, starts[at + 1]).trim())
    .filter((sentence) => sentence !== '');
}
