import type { Waits } from '../waiting/waits';
import type { Passage, Principal } from './words';

export interface Search {
  /** Ids of every corpus the asker may read; a search never looks outside them. */
  readonly corpora: readonly string[];
  /** In its canonical form, the text that `vector` was made of. */
  readonly question: string;
  readonly vector: Float32Array;
  readonly topK: number;
  /** Passages less similar than this are no evidence; 0–1. */
  readonly minSimilarity: number;
  /** The asker's, to be bounded in sum; what the search waits for a connection is added. */
  readonly waits: Waits;
}

export interface Retrieved {
  /** At most `topK`, best first, in an order that depends on nothing but their content. */
  readonly passages: readonly Passage[];
  /** Stamp by corpus id, of the searched corpora that were ever written and of `*`, from the same snapshot. */
  readonly stamps: ReadonlyMap<string, string>;
}

/** Finds passages. */
export abstract class Retriever {
  /** Names how passages are cut, searched and ordered; part of the L3 key and of the answer profile. */
  abstract readonly profile: string;

  /** Ids of every corpus that the principal may read, written or not. None begins with `*`: the core keeps those for itself. */
  abstract corpora(principal: Principal): readonly string[];

  /**
   * Passages and stamps come from one SQL statement on the primary, so that no other version of the notes can
   * stand between them.
   */
  abstract search(search: Search): Promise<Retrieved>;
}
