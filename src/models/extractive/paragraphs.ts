import { type Block, readBlocks } from '../../markdown/blocks';
import { type LinkNames, visible, withoutDefinitions } from '../../markdown/visible';
import { calloutOf, definitionsOf, isAboutNote, linesOf, pipedRows } from './prose';

/**
 * What a paragraph of the tree is to a reader:
 * - `prose`
 * - `lines`: each is by itself. `fields` have a name and a value.
 * - `nothing`: hidden, or about the note alone
 */
export type ReadParagraph = { readonly title: string } & (
  | { readonly type: 'prose'; readonly text: string }
  | { readonly type: 'lines' | 'fields'; readonly lines: readonly string[] }
  | { readonly type: 'nothing' }
);

const SCRIPT_LINE = /^(?:import\s.+\sfrom\s|export\s(?:const|default)\s|\{%.*%\}$)/;

/** Reads one paragraph after the other, because a comment may begin in one and end in another. */
export class Paragraphs {
  private isHidden = false;

  constructor(private readonly links: LinkNames) {}

  read(source: string): ReadParagraph {
    const callout = calloutOf(source);
    const title = callout?.title ?? '';
    const text = this.shown(withoutDefinitions(callout?.rest ?? source, new Map())).trim();
    if (text === '' || SCRIPT_LINE.test(text) || isAboutNote(text)) return { type: 'nothing', title };
    const lines = linesOf(text) ?? definitionsOf(text) ?? pipedRows(text);
    return lines ? { ...lines, title } : { type: 'prose', text, title };
  }

  private shown(source: string): string {
    let text = source;
    if (this.isHidden) {
      const end = text.indexOf('%%');
      if (end < 0) return '';
      this.isHidden = false;
      text = text.slice(end + 2);
    }
    if (/^\s*%%/.test(text) && text.split('%%').length % 2 === 0) this.isHidden = true;
    return visible(text, this.links);
  }
}

/** The text of HTML, as blocks again. */
export function blocksOfHtml(html: string, links: LinkNames): Block[] {
  return readBlocks(visible(html, links));
}
