import type { Paragraph } from '../../markdown/blocks';

/** Where in the tree a block is. */
export interface Place {
  /** The block that all inside of is quoted with: the outermost list. */
  readonly block?: number;
  /** Texts of the items around it. */
  readonly within: readonly string[];
}

/** What leads to the next block. */
export interface Lead {
  readonly text: string;
  /** To be quoted with the block; null where it is a question. */
  readonly paragraph: Paragraph | null;
}

/** What a whole begins with and where it is. */
export interface Around {
  /** Index of the first piece that it holds. */
  readonly first: number;
  readonly lead?: Lead;
  readonly place?: Place;
}

export const NO_LEAD: Lead = { text: '', paragraph: null };
export const OUTSIDE: Place = { within: [] };
