import MarkdownIt from 'markdown-it';

/**
 * A block of a Markdown text: its kind, where it stands, and what it says. Offsets are UTF-16 units. `start` is where its first
 * line begins, and `end` where the line behind its last one begins.
 *
 * Who cuts notes needs the offsets, and who quotes them the texts: line by line, without the marks (`> `, indents) of the
 * blocks around them.
 *
 * markdown-it was measured against micromark (mdast-util-from-markdown), on 200,000 characters of one-line headings,
 * short list items or nested quotes. It takes 0.05–0.3 s. micromark takes 2–22 s, with its inline constructs switched
 * off too.
 */
export type Block = Heading | Container | Fence | Table | Lines | Paragraph | Rule;

interface Extent {
  readonly start: number;
  readonly end: number;
}

/** `text` is without markup. */
export interface Heading extends Extent {
  readonly type: 'heading';
  readonly depth: number;
  readonly text: string;
}

/** `mark` is what an item begins with, as in `-` or `3.`; a list and a quote have none. */
export interface Container extends Extent {
  readonly type: 'container';
  readonly kind: 'list' | 'item' | 'quote';
  readonly mark: string;
  readonly children: readonly Block[];
}

/** `marker` is what opens it, as in `~~~`, and `info` what stands behind that. */
export interface Fence extends Extent {
  readonly type: 'fence';
  readonly marker: string;
  readonly info: string;
  readonly text: string;
}

/** `rows` are their cells' Markdown; the first is the header. */
export interface Table extends Extent {
  readonly type: 'table';
  readonly rows: readonly (readonly string[])[];
}

/** Indented code, or HTML as it was written. */
export interface Lines extends Extent {
  readonly type: 'lines';
  readonly kind: 'code' | 'html';
  readonly text: string;
}

export interface Paragraph extends Extent {
  readonly type: 'paragraph';
  readonly text: string;
}

export interface Rule extends Extent {
  readonly type: 'rule';
}

type Token = MarkdownIt.Token;

/** A longer "heading" is prose that stands over a line of dashes. It would repeat in every citation. */
const HEADING_MAX_CHARS = 500;

// Block structure only. Link definitions count as paragraphs, because an unread line would belong to no block. Blocks
// more than 20 levels deep (the preset's `maxNesting`) are not told apart. They are text of the block at that level.
const blockParser = new MarkdownIt('commonmark')
  .enable('table')
  .disable(['reference', 'inline', 'text_join']);
const inlineParser = new MarkdownIt('commonmark');

/** @returns the top-level blocks in order, with offsets (UTF-16 units, at line starts) into `text` */
export function readBlocks(text: string): Block[] {
  const tokens = blockParser.parse(text, {});
  return new BlockReader(tokens, lineStarts(text)).read(0, tokens.length);
}

/** Turns the parser's flat list of opening and closing tokens into a tree. */
class BlockReader {
  constructor(
    private readonly tokens: readonly Token[],
    private readonly lines: readonly number[],
  ) {}

  read(from: number, to: number): Block[] {
    const blocks: Block[] = [];
    for (let at = from; at < to; at += 1) {
      const token = this.tokens[at];
      if (!token) break;
      const close = token.nesting === 1 ? this.closing(at) : at;
      blocks.push(this.block(token, { at, close }));
      at = close;
    }
    return blocks;
  }

  private closing(at: number): number {
    const level = this.tokens[at]?.level;
    let close = at + 1;
    while (close < this.tokens.length && this.tokens[close]?.level !== level) close += 1;
    return close;
  }

  private block(token: Token, { at, close }: { at: number; close: number }): Block {
    const [first = 0, last = first] = token.map ?? [];
    const start = this.lines[first] ?? 0;
    const extent = { start, end: this.lines[last] ?? start };
    switch (token.type) {
      case 'heading_open':
        return heading(this.tokens[at + 1]?.content ?? '', { ...extent, depth: Number(token.tag.slice(1)) });
      case 'bullet_list_open':
      case 'ordered_list_open':
        return { type: 'container', kind: 'list', mark: '', ...extent, children: this.read(at + 1, close) };
      case 'list_item_open': {
        const mark = `${token.info}${token.markup}`;
        return { type: 'container', kind: 'item', mark, ...extent, children: this.read(at + 1, close) };
      }
      case 'blockquote_open':
        return { type: 'container', kind: 'quote', mark: '', ...extent, children: this.read(at + 1, close) };
      case 'fence':
        return {
          type: 'fence',
          ...extent,
          marker: token.markup,
          info: token.info.trim(),
          text: token.content,
        };
      case 'table_open':
        return { type: 'table', ...extent, rows: this.rows(at + 1, close) };
      case 'code_block':
        return { type: 'lines', kind: 'code', ...extent, text: token.content };
      case 'html_block':
        return { type: 'lines', kind: 'html', ...extent, text: token.content };
      case 'hr':
        return { type: 'rule', ...extent };
      default:
        return { type: 'paragraph', ...extent, text: this.tokens[at + 1]?.content ?? '' };
    }
  }

  private rows(from: number, to: number): string[][] {
    const rows: string[][] = [];
    for (const { type, content } of this.tokens.slice(from, to)) {
      if (type === 'tr_open') rows.push([]);
      if (type === 'inline') rows.at(-1)?.push(content);
    }
    return rows;
  }
}

function heading(source: string, extent: Extent & { depth: number }): Block {
  const { depth, ...range } = extent;
  if (source.length > HEADING_MAX_CHARS) return { type: 'paragraph', ...range, text: source };
  return { type: 'heading', ...range, depth, text: withoutMarkup(source) };
}

/** A heading stands in citations, so its markup is read. An image counts as its description. */
function withoutMarkup(source: string): string {
  if (!/[\\`*_[<&]/.test(source)) return source.replaceAll('\n', ' ').trim();
  const [line] = inlineParser.parseInline(source, {});
  const text = (line?.children ?? [])
    .map((token) => (token.type === 'softbreak' ? ' ' : token.content))
    .join('');
  return text.trim() || source.trim();
}

/** Offset of every line, and of the end. The line ends are those that markdown-it knows. */
function lineStarts(text: string): number[] {
  const ends = Array.from(text.matchAll(/\r\n?|\n/g), (end) => end.index + end[0].length);
  return [0, ...ends, text.length];
}
