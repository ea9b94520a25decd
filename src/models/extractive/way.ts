import type { Scored } from './score';

/** "1. Look" and "Step 2: Restart" are parts of one way, each under a heading of its own. */
const NUMBERED = /^(?:(?:step|part|schritt|paso) )?(\d{1,2})[.):]/i;
/** Of all parts that are told, in characters. */
const MAX_CHARS = 1_200;
/** A part that speaks less of the question is of another way. */
const MIN_SUPPORT = 0.3;

/** @returns the numbered sections that the best one goes on in or from, in order; empty where it is no such section */
export function wayOf(best: Scored, ranked: readonly Scored[]): Scored[] {
  if (numberOf(best) === null) return [];
  const parts = new Map([[numberOf(best), best]]);
  let room = MAX_CHARS - best.text.length;
  for (const piece of ranked) {
    const number = numberOf(piece);
    const isOfWay = number !== null && piece.title === best.title && piece.support >= MIN_SUPPORT;
    if (!isOfWay || parts.has(number) || piece.text.length > room) continue;
    parts.set(number, piece);
    room -= piece.text.length;
  }
  return [...parts.values()].sort((a, b) => (numberOf(a) ?? 0) - (numberOf(b) ?? 0));
}

function numberOf({ form, heading }: Scored): number | null {
  const digits = form.type === 'section' ? NUMBERED.exec(heading)?.[1] : undefined;
  return digits === undefined ? null : Number(digits);
}
