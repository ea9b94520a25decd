import { cacheKey, type CacheKey } from './keys';
import type { PromptPassage } from '../ports/words';

/**
 * The evidence fingerprint: a hash of exactly what a prompt renders of the passages, in order and length-delimited.
 * Ids, corpora and similarities are left out on purpose: no model sees them, so they cannot change an answer.
 */
export function fingerprintOf(passages: readonly PromptPassage[]): CacheKey {
  return cacheKey(
    'evidence',
    passages.flatMap(({ title, section, content }) => [title, section, content]),
  );
}
