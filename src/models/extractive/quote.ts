import type { Block } from '../../markdown/blocks';
import { markdownOf, tableOf } from '../../markdown/markdown-of';
import { visible } from '../../markdown/visible';
import { fold } from './prose';
import { isWhole, type Whole } from './quotable';
import type { Scored } from './score';

/** Longest prose, and longest block, that is quoted whole. The rest is told by a number. */
const PROSE_MAX_CHARS = 494;
const BLOCK_MAX_CHARS = 1_000;

/**
 * What was chosen, as Markdown: each quote with `[n]` behind it, the number of its passage from 1. Pieces of one block are
 * one quote. A list stays a list, a row has its header, and code can be copied: `[n]` is behind its fence.
 *
 * Passages stay in order of their best piece. Inside one, a pronoun comes after what it points to.
 */
export function quotesOf(chosen: readonly Scored[]): string[] {
  const passages = [...new Set(chosen.map(({ passage }) => passage))];
  return passages.flatMap((passage) => {
    const pieces = chosen.filter((piece) => piece.passage === passage).sort((a, b) => a.at - b.at);
    return together(pieces).map((group) => {
      const under = group.find((piece) => piece.under)?.under ?? group[0]?.head ?? '';
      return cited(headed(under, textOf(group)), passage + 1);
    });
  });
}

/** A block stays one: its heading is a line of its own. */
function headed(heading: string, text: string): string {
  if (heading === '') return text;
  return /^(?:`{3,}|~{3,}|\||[-*+] |\d+[.)] )/.test(text)
    ? `**${heading}**\n\n${text}`
    : `**${heading}:** ${text}`;
}

/** Quotes as one text. Those of one line follow each other, as the sentences of prose do. */
export function joined(quotes: readonly string[]): string[] {
  return quotes.map((quote, at) => {
    if (at === 0) return quote;
    const isApart = quote.includes('\n') || quotes[at - 1]?.includes('\n');
    return `${isApart ? '\n\n' : '\n'}${quote}`;
  });
}

/** Pieces that are quoted as one: items of one list, rows of one table, and sentences that follow each other. */
function together(pieces: readonly Scored[]): Scored[][] {
  const groups: Scored[][] = [];
  for (const piece of pieces) {
    const group = groups.at(-1);
    const before = group?.at(-1);
    if (group && before && goesWith(before, piece)) group.push(piece);
    else groups.push([piece]);
  }
  return groups;
}

function goesWith(before: Scored, piece: Scored): boolean {
  if (before.block !== piece.block || before.form.type !== piece.form.type || isWhole(piece.form))
    return false;
  return piece.form.type === 'sentence' ? before.at + 1 === piece.at : piece.form.type !== 'field';
}

/** Behind a fence or a table is a line of its own, so that both end there. */
function cited(text: string, number: number): string {
  return /(?:^|\n)(?:`{3,}|~{3,}|\|.*\|)$/.test(text) ? `${text}\n\n[${number}]` : `${text} [${number}]`;
}

function textOf(group: readonly Scored[]): string {
  const [first] = group;
  if (!first) return '';
  const { form } = first;
  if (isWhole(form)) return wholeOf(form);
  switch (form.type) {
    case 'row':
      return tableOf(
        form.header,
        group.flatMap((row) => (row.form.type === 'row' ? [row.form.cells] : [])),
      );
    case 'item':
      return group.map((item) => itemOf(item, group.length > 1)).join('\n');
    case 'sentence':
    case 'field':
      return clip(group.map(({ text }) => text).join(' '), PROSE_MAX_CHARS);
  }
}

/** A bullet alone is none. A number stays, and so does a box to check. */
function itemOf({ form }: Scored, isListed: boolean): string {
  if (form.type !== 'item') return '';
  const mark = isListed ? form.mark : form.mark.trim();
  return isListed || /[\d[]/.test(mark) ? `${mark} ${form.markdown}` : form.markdown;
}

function wholeOf({ blocks }: Whole): string {
  let room = BLOCK_MAX_CHARS;
  const kept: Block[] = [];
  let left = 0;
  for (const block of blocks) {
    const length = lengthOf([block]);
    if (left === 0 && length <= room) kept.push(block);
    else if (left === 0) {
      const cut = shortened(block, room);
      kept.push(...cut.kept);
      left += cut.left;
    } else left += markdownOf([block], say).split('\n').length;
    room -= length;
  }
  const text = markdownOf(kept, say);
  if (left === 0) return text;
  const last = kept.at(-1);
  if (last?.type === 'container') return `${text}\n- … (${left} more)`;
  return `${text}\n\n… (${left} more ${last?.type === 'table' ? 'rows' : 'lines'})`;
}

interface Cut {
  readonly kept: readonly Block[];
  /** How many items, rows or lines of the block are left out. */
  readonly left: number;
}

/** As much of a block as there is room for, by items, rows and lines. */
function shortened(block: Block, room: number): Cut {
  switch (block.type) {
    case 'container': {
      const children = upTo(block.children, (item) => lengthOf([item]), room);
      return { kept: [{ ...block, children }], left: block.children.length - children.length };
    }
    case 'table': {
      const rows = upTo(block.rows, (row) => row.join(' | ').length + 5, room);
      return { kept: [{ ...block, rows }], left: block.rows.length - rows.length };
    }
    case 'fence':
    case 'lines': {
      const all = block.text.trimEnd().split('\n');
      const lines = upTo(all, (line) => line.length + 1, room);
      const text = lines.map((line) => clip(line, room)).join('\n');
      return { kept: [{ ...block, text: `${text}\n` }], left: all.length - lines.length };
    }
    case 'heading':
    case 'paragraph':
    case 'rule':
      return { kept: [], left: markdownOf([block], say).split('\n').length };
  }
}

/** The first of them that fit, and one at least. */
function upTo<Piece>(pieces: readonly Piece[], lengthOfOne: (piece: Piece) => number, room: number): Piece[] {
  let length = 0;
  const fit = pieces.findIndex((piece) => (length += lengthOfOne(piece)) > room);
  return pieces.slice(0, fit < 0 ? pieces.length : Math.max(1, fit));
}

function lengthOf(blocks: readonly Block[]): number {
  return markdownOf(blocks, say).length;
}

const NO_LINKS: ReadonlyMap<string, string> = new Map();

function say(text: string): string {
  return fold(visible(text, NO_LINKS));
}

/** Cuts an endless line, such as minified code, at the end of a word. */
function clip(text: string, room: number): string {
  if (text.length <= room) return text;
  const start = text.slice(0, room - 1);
  const end = start.lastIndexOf(' ');
  return `${(end > 0 ? start.slice(0, end) : start).toWellFormed()}…`;
}
