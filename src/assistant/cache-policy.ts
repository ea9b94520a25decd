import type { CachePolicy } from '../core/inquiry';
import { invalidRequest } from '../http/problem';
import type { CacheDirectives } from './query.schema';

const MAX_AGE = /^max-age="?(\d{1,9})"?$/;

/**
 * What the asker wants of the caches: `Cache-Control` of the request and its body twin, the stricter of the two.
 * Directives that are not ours are ignored, as RFC 9111 section 5.2.3 has it.
 *
 * @throws {Problem} `invalid_request` for a `max-age` that is no number of seconds
 */
export function cachePolicy(header: string | undefined, body: CacheDirectives | undefined): CachePolicy {
  const told = (header ?? '')
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim());
  const ages = [
    body?.max_age,
    ...told.filter((directive) => directive.startsWith('max-age')).map(seconds),
  ].filter((age) => age !== undefined);
  return {
    noCache: body?.no_cache === true || told.includes('no-cache'),
    noStore: body?.no_store === true || told.includes('no-store'),
    onlyIfCached: body?.only_if_cached === true || told.includes('only-if-cached'),
    maxAgeMs: ages.length === 0 ? null : Math.min(...ages) * 1_000,
  };
}

function seconds(directive: string): number {
  const value = MAX_AGE.exec(directive)?.[1];
  if (value === undefined)
    throw invalidRequest([{ path: 'Cache-Control', message: 'max-age must be a number of seconds' }]);
  return Number(value);
}
