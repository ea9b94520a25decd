import { type Block, readBlocks } from './blocks';
import { frontMatterEnd } from './front-matter';

/** A passage of a note: any part of it that begins and ends at lines or sentences. */
export interface Fragment {
  /** Of the note's front matter, without its dashes. */
  readonly fields: readonly string[];
  /** Offsets are of a text without the front matter. */
  readonly blocks: readonly Block[];
}

const INDENT = /^ +(?=\S)/;
const ITEM = /^ *(?:[-*+]|\d{1,9}[.)])\s/;

/**
 * The tree of a fragment as it is in its note, as far as the fragment tells. A nested item that stands first is an item, although
 * Markdown takes lines behind four spaces for code where no list is around them.
 */
export function readFragment(text: string): Fragment {
  const end = frontMatterEnd(text) || openFrontMatterEnd(text);
  const lines = text.slice(0, end).split(/\r\n?|\n/);
  const fields = lines.filter((line) => line.trim() !== '' && !/^(?:---|\.\.\.)\s*$/.test(line));
  return { fields, blocks: readBlocks(withoutIndent(text.slice(end).replace(/^\uFEFF/, ''))) };
}

/** Of front matter that goes on in the next passage. A thematic break is seldom followed by fields alone. */
function openFrontMatterEnd(text: string): number {
  const isOpen = /^---[ \t]*\r?\n(?:[\w-]{1,60}:.*\r?\n|[ \t]+\S.*\r?\n|- .*\r?\n)+[\w-]{1,60}:.*$/.test(
    text,
  );
  return isOpen ? text.length : 0;
}

/** Takes the first line's indent off the lines that have it, where an item is indented so or follows with less. */
function withoutIndent(text: string): string {
  const [indent] = INDENT.exec(text) ?? [];
  if (indent === undefined) return text;
  const lines = text.split('\n');
  const rest = lines.findIndex((line) => line.trim() !== '' && !line.startsWith(indent));
  const goesOn = rest > 0 && ITEM.test(lines[rest] ?? '');
  if (!goesOn && !ITEM.test(lines[0] ?? '')) return text;
  const own = lines.slice(0, rest < 0 ? lines.length : rest).map((line) => line.slice(indent.length));
  // A list that begins at "3." would not end the paragraph before it.
  return [...own, ...(goesOn && !ITEM.test(own[0] ?? '') ? [''] : []), ...lines.slice(own.length)].join('\n');
}
