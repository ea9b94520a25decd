import { cacheKey, type CacheKey, type KeyPart } from './keys';
import type { PromptPassage } from '../ports/words';

/**
 * The evidence fingerprint: a hash of exactly what a prompt renders of the passages, in order and length-delimited.
 * Ids and corpora are left out on purpose: no model sees them, so they cannot change an answer. So are similarities, but for a model
 * that reads them. They mostly follow from the texts, but not where a server embeds one text now so and now so, or where SQL gave a
 * note another title, and its vectors are those of the old one.
 */
export function fingerprintOf(
  passages: readonly PromptPassage[],
  { readsSimilarity = false }: { readonly readsSimilarity?: boolean } = {},
): CacheKey {
  return cacheKey(
    'evidence',
    passages.flatMap(({ title, section, content, similarity }): KeyPart[] => {
      const texts = [title, section, content];
      return readsSimilarity ? [...texts, similarity ?? []] : texts;
    }),
  );
}
