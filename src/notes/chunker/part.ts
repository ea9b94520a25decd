/**
 * A range of the body. It is kept whole where it fits, and otherwise gives way to its parts. The parts of a part
 * follow each other without a gap, so that nothing of a body can fall between two chunks.
 */
export interface Part {
  /** Offsets into the body, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
  /**
   * How the parts share chunks:
   * - `packed`: up to the budget
   * - `overlapping`: the same, but a chunk begins with the last words of the one before
   * - `apart`: each alone. They are pieces of one word, and a tokenizer may count the whole differently from its
   *   pieces.
   */
  readonly join: 'packed' | 'overlapping' | 'apart';
  /** Empty when the part is not cut yet. */
  readonly parts: readonly Part[];
  readonly frame?: Frame;
  /** The first part is a heading, which must not be parted from the block under it. */
  readonly headed?: boolean;
}

/** The text repeated around a piece of a split block: a fence and its language, a table's header. */
export interface Frame {
  /** Range of the framed block itself. A piece that reaches its edge has the original there. */
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** A part that is not cut (yet). */
export function leaf(range: { start: number; end: number }, join: Part['join']): Part {
  return { start: range.start, end: range.end, join, parts: [] };
}

/**
 * Parts that begin at `starts`, each as far as the next. The first begins at the start of the range, whatever
 * `starts` says. Starts must ascend.
 */
export function leavesAt(
  starts: readonly number[],
  range: { start: number; end: number; join: Part['join'] },
): Part[] {
  const cuts = [range.start, ...starts.slice(1)];
  return cuts.map((start, at) => leaf({ start, end: cuts[at + 1] ?? range.end }, range.join));
}
