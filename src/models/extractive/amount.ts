import { quantitiesIn } from './quantities';
import type { Question } from './question';
import type { Scored } from './score';

/** A price without a number. */
const FREE = /\b(?:free|gratis|for nothing|no (?:charge|fee|cost)s?|complimentary|kostenlos|gratuit)\b/i;

const PRICE =
  /\b(?:prices?|costs?|fees?|rates?|charges?|paid|pay|budget|salary|wages?|preis|kosten|precio)\b/i;

/**
 * Least part of what a price is asked of that the quote with the price speaks of. The price of another thing stands in
 * many notes.
 */
const PRICED = 0.6;

/** Support of quotes that answer without a quantity of the asked kind, and support of any that answer "how many". */
const SUPPORT = { unmeasured: 0.4, counted: 0.25 } as const;

/**
 * Whether the quotes tell the amount that a question asks for. About .5 % more of XQuAD's questions of other articles find nothing
 * so, and as many fewer of its own are answered.
 * @returns true where no amount is asked for
 */
export function tellsAmount({ measure, type }: Question, chosen: readonly Scored[]): boolean {
  const support = Math.max(...chosen.map((piece) => piece.support));
  if (type === 'number' && support < SUPPORT.counted) return false;
  if (measure === null) return true;
  const isHeld = ({ text }: Scored): boolean =>
    quantitiesIn(text).some(({ dimension }) => measure.includes(dimension));
  if (!measure.includes('money')) return support >= SUPPORT.unmeasured || chosen.some(isHeld);
  return chosen.some((piece) => piece.ofThing >= PRICED && (isHeld(piece) || isPriced(piece)));
}

/** Free, or a number under a word for prices, as in a table without units. */
function isPriced({ text, lead, heading, context }: Scored): boolean {
  return FREE.test(text) || (/\d/.test(text) && PRICE.test([text, lead, heading, ...context].join(' ')));
}
