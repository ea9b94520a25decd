import { isWhole } from './quotable';
import type { Scored } from './score';
import { type Dimension, quantitiesIn } from './quantities';

/** What is most or least of something. */
interface Superlative {
  readonly most: boolean;
  /** Which quantities count; any when it is empty. */
  readonly dimensions: readonly Dimension[];
  /** A table's column with such a header is the one that counts. */
  readonly column: RegExp;
}

const PRICE = /price|cost|£|\$|€|fee|rate|amount|preis|kosten|precio/i;

const SUPERLATIVES: readonly (readonly [RegExp, Superlative])[] = [
  [
    /\b(?:cheapest|least expensive|most affordable|lowest (?:price|cost)|costs? (?:the )?least)\b/i,
    { most: false, dimensions: ['money'], column: PRICE },
  ],
  [
    /\b(?:most expensive|priciest|dearest|highest (?:price|cost)|costs? (?:the )?most)\b/i,
    { most: true, dimensions: ['money'], column: PRICE },
  ],
  [/\bheaviest\b/i, { most: true, dimensions: ['weight'], column: /weight|mass|gewicht/i }],
  [/\blightest\b/i, { most: false, dimensions: ['weight'], column: /weight|mass|gewicht/i }],
  [
    /\b(?:fastest|quickest|shortest|soonest)\b/i,
    { most: false, dimensions: ['time', 'length'], column: /time|duration|length|took|dauer/i },
  ],
  [
    /\b(?:slowest|longest|takes? (?:the )?longest)\b/i,
    { most: true, dimensions: ['time', 'length'], column: /time|duration|length|took|dauer/i },
  ],
  [
    /\b(?:biggest|largest|greatest|highest|tallest|most|best|top|strongest|hottest)\b/i,
    { most: true, dimensions: [], column: /score|points|total|count|number|size|rating|rank/i },
  ],
  [
    /\b(?:smallest|lowest|fewest|least|worst|weakest|coldest)\b/i,
    { most: false, dimensions: [], column: /score|points|total|count|number|size|rating|rank/i },
  ],
];

/** Rows that sum up the others. */
const TOTAL = /^\W*(?:total|sum|subtotal|average|mean|gesamt|summe|all|costs?)\b/i;

/**
 * Puts what has most or least first, where a question asks for that and the evidence compares: rows of a table, items of a
 * list, sentences of one note.
 * @param ranked best first
 * @param titles of the passages
 */
export function withSuperlative(
  question: string,
  ranked: readonly Scored[],
  titles: readonly string[],
): readonly Scored[] {
  const found = SUPERLATIVES.find(([cue]) => cue.test(question))?.[1];
  if (!found) return ranked;
  const groups = new Map<string, Scored[]>();
  for (const piece of ranked) {
    if (isWhole(piece.form)) continue;
    const key =
      piece.form.type === 'sentence' ? (titles[piece.passage] ?? '') : `${piece.passage} ${piece.block}`;
    const group = groups.get(key);
    if (group) group.push(piece);
    else groups.set(key, [piece]);
  }
  for (const group of groups.values()) {
    const winner = extremeOf(group, found, question);
    if (!winner) continue;
    const best = group[0]?.score ?? 0;
    const isNear = best >= (ranked[0]?.score ?? 0) - NEAR;
    if (!isNear) return ranked;
    const first = {
      ...winner,
      score: (ranked[0]?.score ?? 0) + 2,
      support: Math.max(winner.support, group[0]?.support ?? 0),
    };
    return [first, ...ranked.filter((piece) => piece !== winner && !isWhole(piece.form))];
  }
  return ranked;
}

/** A comparison so much worse than the best piece is of something else. */
const NEAR = 3;

function extremeOf(group: readonly Scored[], superlative: Superlative, question: string): Scored | null {
  const { most, dimensions } = superlative;
  // The question's own words may stand above all of them alike, and a sentence about something else has fewer.
  const about = group.filter(({ support }) => support >= 0.8 * (group[0]?.support ?? 0));
  const column = columnOf(about, superlative, question);
  const valued = about.flatMap((piece) => {
    if (TOTAL.test(piece.text)) return [];
    const text = column === null || piece.form.type !== 'row' ? piece.text : (piece.form.cells[column] ?? '');
    const value = quantitiesIn(text).find(
      ({ dimension }) => column !== null || dimensions.includes(dimension),
    )?.value;
    return value === undefined ? [] : [{ piece, value }];
  });
  if (valued.length < 2) return null;
  return valued.reduce((a, b) => ((most ? b.value > a.value : b.value < a.value) ? b : a)).piece;
}

/** The column of a table that counts: by its header, or else the first with such quantities. */
function columnOf(
  group: readonly Scored[],
  { column, dimensions }: Superlative,
  question: string,
): number | null {
  const form = group[0]?.form;
  if (form?.type !== 'row') return null;
  const asked = form.header.findIndex(
    (name, at) => at > 0 && name !== '' && question.toLowerCase().includes(name.toLowerCase()),
  );
  if (asked > 0) return asked;
  const named = form.header.findIndex((name) => column.test(name));
  if (named >= 0) return named;
  const holding = form.cells.findIndex(
    (cell, at) =>
      at > 0 &&
      quantitiesIn(cell).some(({ dimension }) => dimensions.length === 0 || dimensions.includes(dimension)),
  );
  return holding < 0 ? null : holding;
}
