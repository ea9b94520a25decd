import type { Block, Container } from './blocks';

/**
 * Blocks as Markdown again, without the quotes and lists that they stood in. Lines that followed each other still do.
 * @param say what is written of a paragraph's or cell's text
 */
export function markdownOf(blocks: readonly Block[], say: Say): string {
  let text = '';
  let before: Block | undefined;
  for (const block of blocks) {
    const more = ofBlock(block, say);
    if (more === '') continue;
    const isApart = before !== undefined && (before.end !== block.start || isFramed(before));
    text += `${before ? '\n' : ''}${isApart ? '\n' : ''}${more}`;
    before = block;
  }
  return text;
}

type Say = (text: string) => string;

/** Whether a line of prose right behind would become a part of it, or look so. */
function isFramed({ type }: Block): boolean {
  return type === 'table' || type === 'lines';
}

function ofBlock(block: Block, say: Say): string {
  switch (block.type) {
    case 'heading':
      return `${'#'.repeat(block.depth)} ${block.text}`;
    case 'paragraph':
      return say(block.text);
    case 'fence':
      return `${block.marker}${block.info}\n${block.text}${block.marker}`;
    case 'lines':
      return block.kind === 'code' ? fenced(block.text) : say(block.text);
    case 'table':
      return tableOf(
        (block.rows[0] ?? []).map(say),
        block.rows.slice(1).map((row) => row.map(say)),
      );
    case 'rule':
      return '---';
    case 'container':
      return ofContainer(block, say);
  }
}

/** Indented code is copied more easily out of a fence. */
function fenced(code: string): string {
  const longest = Math.max(2, ...Array.from(code.matchAll(/`+/g), ([run]) => run.length));
  const marker = '`'.repeat(longest + 1);
  return `${marker}\n${code.trimEnd()}\n${marker}`;
}

function ofContainer({ kind, mark, children }: Container, say: Say): string {
  switch (kind) {
    case 'list':
      return children.map((item) => ofBlock(item, say)).join('\n');
    case 'item':
      return behind(`${mark} `, markdownOf(children, say));
    case 'quote':
      return markdownOf(children, say)
        .split('\n')
        .map((line) => `> ${line}`.trimEnd())
        .join('\n');
  }
}

function behind(mark: string, text: string): string {
  const indent = ' '.repeat(mark.length);
  return mark + text.split('\n').join(`\n${indent}`).replaceAll(/^ +$/gm, '');
}

/** A table in the form that renders everywhere. */
export function tableOf(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = header.map(() => '---');
  return [header, rule, ...rows].map((cells) => `| ${cells.map(escaped).join(' | ')} |`).join('\n');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
