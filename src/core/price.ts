import type { TrivetSettings } from './settings';
import type { Usage } from './words';

const TOKENS_PER_PRICE = 1_000_000;

/** What a model call cost in US dollars; null when no price is set or the model counted no tokens. */
export function costUsd(usage: Usage | null, price: TrivetSettings['price']): number | null {
  if (!usage || !price) return null;
  return (
    (usage.promptTokens * price.perMtokIn + usage.completionTokens * price.perMtokOut) / TOKENS_PER_PRICE
  );
}
