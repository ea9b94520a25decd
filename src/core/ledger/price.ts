import type { TrivetSettings } from '../settings';
import type { Answer } from '../ports/words';

const TOKENS_PER_PRICE = 1_000_000;

/**
 * What the generation of an answer cost in US dollars. It is 0 where no model was asked, and null when no price is set or no
 * tokens were counted.
 */
export function costUsd(
  { model, usage }: Pick<Answer, 'model' | 'usage'>,
  price: TrivetSettings['price'],
): number | null {
  if (model === null) return 0;
  if (!usage || !price) return null;
  return (
    (usage.promptTokens * price.perMtokIn + usage.completionTokens * price.perMtokOut) / TOKENS_PER_PRICE
  );
}
