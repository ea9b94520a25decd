import { isWhole } from './quotable';
import type { Scored } from './score';
import { wayOf } from './way';

const MAX_PIECES = 3;
const MAX_CHARACTERS = 500;
/** Room for " [n]" and the line end. */
const CITATION = 6;

/**
 * Least support of the best piece. XQuAD's questions were asked against other articles: the five nearest
 * paragraphs, or five at random. Of these 89 % and 97 % stay below it, and 4.5 % with their own paragraph.
 * At .19 it was 87, 97 and 3.9 %.
 */
const MIN_SUPPORT = 0.2;

/**
 * How far below the best score a further piece may be. It answers 88 % of XQuAD's questions, with 276 characters
 * on average.
 */
const MARGIN = 1.4;

/** Openings that need the sentence before them. */
const POINTS_BACK = /^(?:he|she|it|they|his|her|its|their|this|these|that|those|both|such)\b/i;
/** "No." and "Two." say little without the sentence behind them. */
const SHORT_CHARS = 8;

/**
 * @param ranked best first
 * @returns the pieces to quote, the best first; empty when nothing answers
 */
export function choose(ranked: readonly Scored[]): Scored[] {
  const best = ranked.find(({ form, support }) => !isWhole(form) || support >= MIN_SUPPORT);
  // Negated, because a question without content words has support NaN.
  if (!best || !(best.support >= MIN_SUPPORT)) return [];
  const close = ranked.filter(
    (piece) => piece !== best && piece.score >= best.score - MARGIN && mayJoin(best, piece),
  );
  const chosen: Scored[] = [];
  let room = MAX_CHARACTERS;
  for (const piece of [best, ...companions(best, ranked), ...close]) {
    if (chosen.length === MAX_PIECES) break;
    const length = piece.text.length + CITATION;
    if ((length > room && piece !== best) || chosen.some((one) => overlaps(one, piece))) continue;
    chosen.push(piece);
    room -= length;
  }
  const way = wayOf(best, ranked);
  return way.length > 1 ? way : chosen;
}

/** Of items, rows and fields only those say more that speak of what is asked as much as the best one. */
function mayJoin(best: Scored, { form, matched }: Scored): boolean {
  if (isWhole(form)) return false;
  return form.type === 'sentence' || matched >= best.matched * 0.9;
}

/** What the best sentence needs to be understood: what its pronoun points to, or what goes on from a mere "No". */
function companions({ text, passage, at, form, block }: Scored, ranked: readonly Scored[]): Scored[] {
  if (form.type !== 'sentence') return [];
  const near = (step: number): Scored[] =>
    ranked.filter(
      (other) => other.passage === passage && other.at === at + step && other.form.type === 'sentence',
    );
  if (text.length < SHORT_CHARS) return near(1).filter((other) => other.block === block);
  return POINTS_BACK.test(text) ? near(-1) : [];
}

/** Whether one says what the other does. */
function overlaps(one: Scored, other: Scored): boolean {
  if (one.text === other.text) return true;
  if (one.passage !== other.passage || !isWhole(one.form)) return false;
  const [first, last] = one.form.holds;
  return (other.at >= first && other.at <= last) || other.text === one.lead;
}
