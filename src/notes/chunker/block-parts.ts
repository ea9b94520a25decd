import type { Block } from '../../markdown/blocks';
import { cutIntoSentences } from './cut';
import { type Frame, leaf, leavesAt, type Part } from './part';

interface Extent {
  /** Where the next block begins. */
  readonly end: number;
  readonly body: string;
}

/** In characters, roughly half of what 256 tokens hold. Looking for sentences costs 20–50 µs a block. */
const SHORT_CHARS = 500;
const LINE = /(?:\r\n?|\n)/g;

/** Where a block may be cut if it must: a list at its items, prose at sentences, code and tables at lines. */
export function toPart(block: Block, extent: Extent): Part {
  const range = { start: block.start, end: extent.end };
  switch (block.type) {
    case 'container':
      return container(block.children, { ...range, body: extent.body });
    case 'fence':
      return framedLines(fenceFrame(block, extent.body), { range, body: extent.body, header: 1, footer: 1 });
    case 'table':
      return framedLines(tableFrame(range, extent.body), { range, body: extent.body, header: 2, footer: 0 });
    case 'lines':
    case 'rule':
      return { ...range, join: 'packed', parts: lines(range, extent.body) };
    case 'heading':
    case 'paragraph':
      return prose(range, extent.body);
  }
}

/** A child begins with its line, so that the markers before it (`> `, `- `) stay with it. */
function container(children: readonly Block[], extent: Extent & { start: number }): Part {
  const { start, end, body } = extent;
  const blocks = children.filter((block, at) => block.type !== 'rule' || at === 0);
  const [first, ...rest] = blocks;
  if (!first) return prose({ start, end }, body);
  const part = (block: Block, at: number) => toPart(block, { end: blocks[at + 1]?.start ?? end, body });
  const head = part({ ...first, start }, 0);
  if (rest.length === 0) return head;
  return { start, end, join: 'packed', parts: [head, ...rest.map((block, at) => part(block, at + 1))] };
}

/** Short prose nearly always fits. It is cut into sentences only if it does not. */
function prose(range: { start: number; end: number }, body: string): Part {
  const whole = leaf(range, 'overlapping');
  return range.end - range.start <= SHORT_CHARS ? whole : cutIntoSentences(whole, body);
}

function lines(range: { start: number; end: number }, body: string): Part[] {
  const ends = Array.from(
    body.slice(range.start, range.end).matchAll(LINE),
    (end) => end.index + end[0].length,
  );
  const starts = ends.map((end) => range.start + end).filter((start) => start < range.end);
  return leavesAt([range.start, ...starts], { ...range, join: 'packed' });
}

/** The lines that the frame repeats stay with the first and the last line of the framed block. */
function framedLines(
  frame: Frame,
  {
    range,
    body,
    header,
    footer,
  }: { range: { start: number; end: number }; body: string; header: number; footer: number },
): Part {
  const all = lines(range, body);
  const text = all.filter((line) => /\S/.test(body.slice(line.start, line.end)));
  const starts = text.slice(header, text.length - footer).map((line) => line.start);
  const parts = leavesAt(starts.length > 0 ? starts : [range.start], { ...range, join: 'packed' });
  return { ...range, join: 'packed', parts, frame };
}

function fenceFrame({ start, end, marker }: Block & { type: 'fence' }, body: string): Frame {
  const opening = firstLines(body.slice(start, end), 1);
  return {
    start,
    end,
    before: `${opening.slice(Math.max(0, opening.indexOf(marker)))}\n`,
    after: `\n${marker}`,
  };
}

function tableFrame(range: { start: number; end: number }, body: string): Frame {
  return { ...range, before: `${firstLines(body.slice(range.start, range.end), 2)}\n`, after: '' };
}

function firstLines(text: string, count: number): string {
  const end = [...text.matchAll(LINE)][count - 1];
  return text.slice(0, end?.index);
}
