import type { Block } from '../../markdown/blocks';

/** A piece of a passage that can be quoted. */
export interface Quotable {
  /** Its words, as they are compared. White space is folded. Never empty. */
  readonly text: string;
  /** The last one above it in its passage. */
  readonly heading: string;
  /** What else leads to it from farther: the item that it stands in, a table's header. */
  readonly context: readonly string[];
  /** What leads to it right before: the line that announces it, or the question in the notes that it answers. */
  readonly lead: string;
  /** Whether it goes on from the sentence before it in the passage. */
  readonly follows: boolean;
  /** Which block of the passage it is in: what is quoted of one block is quoted together. */
  readonly block: number;
  readonly form: Form;
}

/**
 * - `sentence`: of prose.
 * - `field`: a name and its value. Data about the note answer only who asks for them by name.
 * - `item`: of a list: its mark, which may be a box to check too, and its text.
 * - `row`: of a table, quoted under its header.
 * - the others are blocks as a whole, with the line that announces them: `code`, `list`, `table`, and `section`: everything
 *   between two headings.
 */
export type Form =
  | { readonly type: 'sentence' }
  | { readonly type: 'field'; readonly isData: boolean }
  | { readonly type: 'item'; readonly mark: string; readonly markdown: string }
  | { readonly type: 'row'; readonly header: readonly string[]; readonly cells: readonly string[] }
  | Whole;

export interface Whole {
  readonly type: 'code' | 'list' | 'table' | 'section';
  /** In order, the announcing paragraph's last sentence among them. */
  readonly blocks: readonly Block[];
  /** The first and the last of the passage's other quotables that stand in it, by index. */
  readonly holds: readonly [first: number, last: number];
}

export function isWhole(form: Form): form is Whole {
  return 'blocks' in form;
}
