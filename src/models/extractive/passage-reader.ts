import type { Block, Container, Fence, Lines, Paragraph, Table } from '../../markdown/blocks';
import { readFragment } from '../../markdown/fragment';
import { sentencesOf } from '../../markdown/sentences';
import { visible, withoutDefinitions } from '../../markdown/visible';
import { blocksOfHtml, Paragraphs } from './paragraphs';
import { type Around, type Lead, NO_LEAD, OUTSIDE, type Place } from './place';
import { announces, balanced, fold, isQuestion, nameAboutNote } from './prose';
import type { Form, Quotable, Whole } from './quotable';

/** A longer item is quoted by sentence. */
const ITEM_MAX_CHARS = 280;
/** A lone sentence of this length stands over a block to tell what it is. */
const CAPTION_MAX_CHARS = 160;
const CHECK_BOX = /^\[[ xX]\]\s+/;
const SUMMARY = /<summary[^>]{0,200}>([\s\S]{1,500}?)<\/summary>/i;

/** @returns the quotable pieces of a passage, in reading order; a whole comes behind what it holds */
export function quotablesOf(content: string): Quotable[] {
  return new PassageReader().read(content);
}

class PassageReader {
  private readonly quotables: Quotable[] = [];
  private readonly links = new Map<string, string>();
  private readonly paragraphs = new Paragraphs(this.links);
  private blockCount = 0;
  private heading = '';
  /** Until something took it. */
  private lead = NO_LEAD;

  read(content: string): Quotable[] {
    const { fields, blocks } = readFragment(content);
    for (const field of fields) this.add(field, { type: 'field', isData: true }, OUTSIDE);
    this.learnLinks(blocks);
    this.sections(blocks);
    return this.quotables;
  }

  private learnLinks(blocks: readonly Block[]): void {
    for (const block of blocks) {
      if (block.type === 'container') this.learnLinks(block.children);
      if (block.type === 'paragraph') withoutDefinitions(block.text, this.links);
    }
  }

  /** Everything between two headings is a section. */
  private sections(blocks: readonly Block[]): void {
    let section: Block[] = [];
    let first = 0;
    const close = (): void => {
      if (section.length > 1 && section.some(isSteps)) this.whole('section', section, { first });
      section = [];
    };
    for (const block of blocks) {
      if (block.type === 'heading') {
        close();
        this.head(block.text);
        first = this.quotables.length;
      } else {
        section.push(...this.visit(block, OUTSIDE));
      }
    }
    close();
  }

  private head(text: string): void {
    this.heading = fold(visible(text, this.links));
    this.lead = isQuestion(this.heading) ? { text: this.heading, paragraph: null } : NO_LEAD;
  }

  /** @returns what a reader sees of the block */
  private visit(block: Block, place: Place): readonly Block[] {
    this.blockCount += 1;
    switch (block.type) {
      case 'heading':
        this.head(block.text);
        return [];
      case 'paragraph':
        return this.paragraph(block, place);
      case 'container':
        return block.kind === 'list'
          ? this.list(block, place)
          : block.children.flatMap((inner) => this.visit(inner, place));
      case 'table':
        return this.table(block, place);
      case 'fence':
        return this.code(block, place);
      case 'lines':
        return block.kind === 'code' ? this.code(block, place) : this.html(block, place);
      case 'rule':
        return [];
    }
  }

  private html({ text }: Lines, place: Place): readonly Block[] {
    const [, summary] = SUMMARY.exec(text) ?? [];
    if (summary !== undefined) this.head(summary);
    const rest = text.replace(SUMMARY, '');
    return blocksOfHtml(rest, this.links).flatMap((block) =>
      block.type === 'lines' ? [] : this.visit(block, place),
    );
  }

  private paragraph(block: Paragraph, place: Place): readonly Block[] {
    const found = this.paragraphs.read(block.text);
    if (found.title !== '') this.head(found.title);
    switch (found.type) {
      case 'nothing':
        return [];
      case 'fields':
        for (const line of found.lines)
          this.add(line, { type: 'field', isData: nameAboutNote(line) !== null }, place);
        break;
      case 'lines':
        for (const line of found.lines) this.prose({ ...block, text: line }, place);
        return [{ ...block, text: found.lines.join('\n') }];
      case 'prose':
        this.prose({ ...block, text: found.text }, place);
        return [{ ...block, text: found.text }];
    }
    this.lead = NO_LEAD;
    return [{ ...block, text: found.lines.join('\n') }];
  }

  /** Sentence by sentence. A question, or a line that points ahead, leads to what is behind it. */
  private prose(paragraph: Paragraph, place: Place): void {
    const sentences = sentencesOf(paragraph.text);
    const { length } = sentences;
    let lead = this.lead.paragraph === null ? this.lead : NO_LEAD;
    this.lead = NO_LEAD;
    sentences.forEach((sentence, at) => {
      const asks = isQuestion(sentence);
      const pointsAhead = at === length - 1 && announces(sentence);
      if (!asks)
        this.add(
          sentence,
          { type: 'sentence' },
          { ...place, follows: at > 0 || place.within.length === 0, lead },
        );
      if (asks) lead = { text: sentence, paragraph: null };
      if (asks && at === length - 1) this.lead = lead;
      const isCaption = length === 1 && sentence.length <= CAPTION_MAX_CHARS && place.within.length === 0;
      if (!asks && (pointsAhead || isCaption))
        this.lead = { text: fold(balanced(sentence)), paragraph: { ...paragraph, text: sentence } };
    });
  }

  private list(list: Container, place: Place): readonly Block[] {
    const { lead } = this;
    const first = this.quotables.length;
    const block = place.block ?? this.blockCount;
    const isLone = list.children.length === 1;
    const seen: Block[] = [];
    for (const item of list.children) {
      if (item.type !== 'container') continue;
      this.lead = lead;
      const children = this.item(item, { ...place, block }, isLone);
      if (children.length > 0) seen.push({ ...item, children });
    }
    this.lead = NO_LEAD;
    if (seen.length === 0) return [];
    const whole = { ...list, children: seen };
    if (place.within.length === 0) this.whole('list', [whole], { first, lead });
    return [whole];
  }

  private item({ mark, children }: Container, place: Place, isLone: boolean): readonly Block[] {
    const { lead } = this;
    const [head, ...rest] = children;
    if (head?.type !== 'paragraph') return children.flatMap((block) => this.visit(block, place));
    const found = this.paragraphs.read(head.text);
    if (found.type === 'nothing') return rest.flatMap((block) => this.visit(block, place));
    const source = found.type === 'prose' ? found.text : found.lines.join('\n');
    const text = source.replace(CHECK_BOX, '');
    const box = source.slice(0, source.length - text.length).trim();
    const indented = `${'  '.repeat(place.within.length)}${mark}${box === '' ? '' : ` ${box}`}`;
    if (source.length > ITEM_MAX_CHARS || isQuestion(sentencesOf(text)[0] ?? '')) {
      this.lead = NO_LEAD;
      this.prose({ ...head, text }, { ...place, within: [...place.within, ''] });
    } else {
      // A lone number may be no mark at all, but a date or a year.
      const said = isLone && /^\d/.test(mark) ? `${mark} ${text}` : text;
      this.add(said, { type: 'item', mark: indented, markdown: fold(balanced(text)) }, { ...place, lead });
      this.lead = NO_LEAD;
    }
    const within = { ...place, within: [...place.within, fold(text)] };
    return [{ ...head, text: source }, ...rest.flatMap((block) => this.visit(block, within))];
  }

  private table(table: Table, place: Place): readonly Block[] {
    const { lead } = this;
    const first = this.quotables.length;
    const block = place.block ?? this.blockCount;
    const [header = [], ...rows] = table.rows.map((row) =>
      row.map((cell) => fold(visible(cell, this.links))),
    );
    const context = header.join(' | ');
    for (const cells of rows) {
      const form: Form = { type: 'row', header, cells };
      this.add(cells.join(' | '), form, { within: [...place.within, context], block, lead });
    }
    this.whole('table', [{ ...table, rows: [header, ...rows] }], { first, lead });
    this.lead = NO_LEAD;
    return [table];
  }

  private code(code: Fence | Lines, place: Place): readonly Block[] {
    const { lead } = this;
    this.lead = NO_LEAD;
    this.whole('code', [code], { first: this.quotables.length, lead, place });
    return [code];
  }

  private add(
    text: string,
    form: Form,
    { lead = NO_LEAD, follows = false, within, block }: Place & { lead?: Lead; follows?: boolean },
  ): void {
    const words = fold(form.type === 'sentence' || form.type === 'field' ? balanced(text) : text);
    if (words === '') return;
    const { heading } = this;
    const context = within.filter((line) => line !== '');
    this.quotables.push({
      text: words,
      heading,
      context,
      lead: lead.text,
      follows,
      block: block ?? this.blockCount,
      form,
    });
  }

  private whole(
    type: Whole['type'],
    blocks: readonly Block[],
    { first, lead = NO_LEAD, place = OUTSIDE }: Around,
  ): void {
    const held = this.quotables.slice(first);
    const text = type === 'code' ? blocks.map(codeOf).join('\n') : held.map((piece) => piece.text).join('\n');
    const all = lead.paragraph === null ? blocks : [lead.paragraph, ...blocks];
    const holds = [first, this.quotables.length - 1] as const;
    this.add(text, { type, blocks: all, holds }, { ...place, lead });
  }
}

/** What tells how something is done, beside prose. */
function isSteps(block: Block): boolean {
  return (
    block.type === 'fence' || block.type === 'lines' || (block.type === 'container' && block.kind === 'list')
  );
}

function codeOf(block: Block): string {
  return block.type === 'fence' || block.type === 'lines' ? block.text : '';
}
