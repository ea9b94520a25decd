import { leavesAt, type Part } from './part';
import { sentenceStarts } from '../../markdown/sentences';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Characters of a group of words. Short words are counted and moved together, for a tenth of the calls. */
export const WORDS_CHARS = 40;
/** Text around a cut that is searched for a grapheme's edge. No common grapheme is longer. */
const LOOKAHEAD = 64;

/**
 * Cuts a part that is too long for a chunk and has no parts. Prose is cut at its sentences, and a sentence or line
 * between words. A single word is cut inside.
 * @param maxChars longest piece of a word
 */
export function cutLeaf(part: Part, { body, maxChars }: { body: string; maxChars: number }): Part {
  const prose = part.join === 'overlapping' ? cutIntoSentences(part, body) : part;
  if (prose.parts.length > 1) return prose;
  const text = body.slice(part.start, part.end);
  const words = wordStarts(text);
  if (words.length > 1) return cutAt(part, words);
  // At most half its own length: a piece that is cut again has proved too long.
  const size = Math.max(1, Math.min(maxChars, Math.ceil(text.length / 2)));
  return cutAt({ ...part, join: 'apart' }, graphemeStarts(text, size));
}

/** The part with its sentences as parts, also when it is one sentence. */
export function cutIntoSentences(part: Part, body: string): Part {
  return cutAt(part, sentenceStarts(body.slice(part.start, part.end)));
}

function cutAt(part: Part, offsets: readonly number[]): Part {
  return {
    ...part,
    parts: leavesAt(
      offsets.map((offset) => part.start + offset),
      part,
    ),
  };
}

/** @returns offsets of groups of words, of at most `WORDS_CHARS` unless a word is longer; the first is 0 */
export function wordStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: word } of text.matchAll(/\S+\s*/g)) {
    const start = starts.at(-1) ?? 0;
    if (index > start && index + word.length - start > WORDS_CHARS) starts.push(index);
  }
  return starts;
}

/** @returns offsets of pieces of at most `size` UTF-16 units; each ends where a grapheme ends, unless that is longer itself */
function graphemeStarts(text: string, size: number): number[] {
  const starts: number[] = [];
  let from = 0;
  while (from < text.length) {
    starts.push(from);
    if (from + size >= text.length) break;
    const next = graphemes.segment(text.slice(from, from + size + LOOKAHEAD)).containing(size)?.index ?? size;
    from += next > 0 ? next : wholeCodePoints(text, from, size);
  }
  return starts;
}

function wholeCodePoints(text: string, from: number, size: number): number {
  const last = text.codePointAt(from + size - 1) ?? 0;
  const splits = last > 0xffff;
  if (!splits) return size;
  return size > 1 ? size - 1 : 2;
}
