import MarkdownIt from 'markdown-it';

/** Where an answer cites passages: `[n]`, or several numbers in one pair of brackets. */
export interface CitationMark {
  /** UTF-16 units into the answer; `end` is behind the bracket. */
  readonly start: number;
  readonly end: number;
  /** The passages' numbers as they stand there. The first passage is 1. */
  readonly numbers: readonly number[];
}

/** What comes behind it is not looked at: markdown-it takes up to 0.15 s for so much of the worst text. */
const MAX_CHARS = 100_000;

/** Block structure alone. It tells paragraphs, headings and tables from fenced and indented code, in lists and quotes too. */
const blocks = new MarkdownIt('commonmark').enable('table').disable(['inline', 'text_join', 'html_block']);

/** Backticks, or a mark as models write them: `[1]`, `[1][3]`, `[1, 3]`. `[1](…)` is a link of Markdown. */
const TOKENS = /`+|\[([1-9]\d{0,2}(?: ?, ?[1-9]\d{0,2})*)\](?!\()/g;

/** The marks of a Markdown text in order. What stands inside of code, or behind a backslash, is none. */
export function citationMarks(answer: string): CitationMark[] {
  if (!answer.includes('[')) return [];
  const text = answer.slice(0, MAX_CHARS);
  const lines = lineStarts(text);
  const marks: CitationMark[] = [];
  for (const { type, map } of blocks.parse(text, {})) {
    // markdown-it says where a table's row is, and not where its cells are.
    if ((type !== 'inline' && type !== 'tr_open') || !map) continue;
    const start = lines[map[0]] ?? text.length;
    const end = lines[map[1]] ?? text.length;
    marks.push(...marksOf(text.slice(start, end), start));
  }
  return marks;
}

/** The marks of one block, outside of its code spans. */
function marksOf(block: string, offset: number): CitationMark[] {
  const tokens = [...block.matchAll(TOKENS)];
  const closing = closingRuns(tokens.map(([token]) => token));
  const marks: CitationMark[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const [token = '', numbers] = tokens[at] ?? [];
    const index = tokens[at]?.index ?? 0;
    if (isEscaped(block, index)) continue;
    if (numbers === undefined) {
      // Backticks that no run of the same length follows are text.
      at = closing[at] ?? at;
      continue;
    }
    const start = offset + index;
    marks.push({ start, end: start + token.length, numbers: numbers.split(',').map(Number) });
  }
  return marks;
}

/** For each run of backticks where the next run of its length is. Found from behind, in linear time. */
function closingRuns(tokens: readonly string[]): (number | undefined)[] {
  const next = new Map<number, number>();
  const closing: (number | undefined)[] = [];
  for (let at = tokens.length - 1; at >= 0; at -= 1) {
    const token = tokens[at] ?? '';
    if (!token.startsWith('`')) continue;
    closing[at] = next.get(token.length);
    next.set(token.length, at);
  }
  return closing;
}

function isEscaped(text: string, index: number): boolean {
  let before = index;
  while (text[before - 1] === '\\') before -= 1;
  return (index - before) % 2 === 1;
}

/** Offsets of the lines that markdown-it counts, and of the end. */
function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\r\n?|\n/g), (end) => end.index + end[0].length), text.length];
}
