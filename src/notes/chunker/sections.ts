import { type Block, readBlocks } from '../../markdown/blocks';
import { frontMatterEnd } from '../../markdown/front-matter';
import { toPart } from './block-parts';
import type { Part } from './part';

/** The blocks under one heading, up to the next heading of any level. */
export interface Section {
  /** Heading texts, outermost first. Empty before the first heading. */
  readonly path: readonly string[];
  /** The section's blocks, its heading line among them. */
  readonly part: Part;
}

interface OpenHeading {
  readonly depth: number;
  readonly text: string;
}

interface Draft {
  readonly path: readonly OpenHeading[];
  /** How many of the first blocks are headings. */
  readonly headings: number;
  readonly blocks: Block[];
}

/** Front matter counts as lines of text before the first heading. Its tags and dates are worth finding. */
export function readSections(body: string): Section[] {
  const start = frontMatterEnd(body);
  // A byte order mark would hide the heading behind it. Blanks keep every offset as it is.
  const markdown = ' '.repeat(start) + body.slice(start).replace(/^\uFEFF/, ' ');
  const blocks = withoutRules(readBlocks(markdown));
  const front: Block[] =
    start > 0 ? [{ type: 'lines', kind: 'code', start: 0, end: start, text: body.slice(0, start) }] : [];
  return toSections(draft([...front, ...blocks]), body);
}

/** A thematic break belongs to the block before it. Alone it would make a chunk that says nothing. */
function withoutRules(blocks: readonly Block[]): Block[] {
  return blocks.filter((block, at) => block.type !== 'rule' || at === 0);
}

function draft(blocks: readonly Block[]): Draft[] {
  const drafts: Draft[] = [{ path: [], headings: 0, blocks: [] }];
  for (const block of blocks) {
    const current = drafts.at(-1);
    if (!current) break;
    if (block.type !== 'heading') current.blocks.push(block);
    else if (continues(current, block)) drafts.splice(-1, 1, under(current, block));
    else drafts.push({ ...under(current, block), headings: 1, blocks: [block] });
  }
  return drafts.filter(({ blocks: own }) => own.length > 0);
}

/** A heading with nothing under it but a deeper heading shares that one's section. Alone it would answer nothing. */
function continues({ headings, blocks, path }: Draft, { depth }: { depth: number }): boolean {
  return blocks.length === headings && depth > (path.at(-1)?.depth ?? 0);
}

function under(current: Draft, heading: Block & { type: 'heading' }): Draft {
  const outer = current.path.filter(({ depth }) => depth < heading.depth);
  const path = [...outer, { depth: heading.depth, text: heading.text }];
  return { path, headings: current.headings + 1, blocks: [...current.blocks, heading] };
}

function toSections(drafts: readonly Draft[], body: string): Section[] {
  return drafts.map(({ path, headings, blocks }, at) => {
    const start = at === 0 ? 0 : (blocks[0]?.start ?? 0);
    const end = drafts[at + 1]?.blocks[0]?.start ?? body.length;
    const parts = blocks.map((block, nth) => toPart(block, { end: blocks[nth + 1]?.start ?? end, body }));
    const part: Part = { start, end, join: 'packed', parts: headed(parts, headings) };
    return { path: path.map(({ text }) => text).filter(Boolean), part };
  });
}

/** Joins the headings to the first block under them. */
function headed(parts: readonly Part[], headings: number): Part[] {
  const first = parts[0];
  const heading = parts[headings - 1];
  const block = parts[headings];
  if (!first || !heading) return [...parts];
  const title: Part = {
    start: first.start,
    end: heading.end,
    join: 'packed',
    parts: parts.slice(0, headings),
  };
  if (!block) return [title];
  const joined: Part = {
    start: first.start,
    end: block.end,
    join: 'packed',
    parts: [title, block],
    headed: true,
  };
  return [joined, ...parts.slice(headings + 1)];
}
