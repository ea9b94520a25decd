import type { CachePolicy } from '../core';
import { invalidRequest } from '../http/problem';
import type { CacheDirectives } from './ask.schema';

/** A directive: a token, and perhaps a token or a quoted text as its argument (RFC 9111 section 5.2). */
const DIRECTIVE = /([^\s,;="]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([^\s,;"]*)))?/g;

const NOTHING_ASKED: CachePolicy = Object.freeze({
  noCache: false,
  noStore: false,
  onlyIfCached: false,
  maxAgeMs: null,
});

/**
 * What the asker wants of the caches: `Cache-Control` of the request and its body twin, the stricter of the two.
 * Directives that are not ours are ignored, as RFC 9111 section 5.2.3 has it.
 *
 * @throws {Problem} `invalid_request` for a `max-age` that is no number of seconds
 */
export function cachePolicy(header: string | undefined, body: CacheDirectives | undefined): CachePolicy {
  if (header === undefined && body === undefined) return NOTHING_ASKED;
  const told = [...(header ?? '').matchAll(DIRECTIVE)].map(([, name = '', quoted, token]) => ({
    name: name.toLowerCase(),
    argument: quoted ?? token,
  }));
  const isTold = (name: string): boolean => told.some((directive) => directive.name === name);
  const ages = told.filter(({ name }) => name === 'max-age').map(({ argument }) => seconds(argument));
  if (body?.max_age !== undefined) ages.push(body.max_age);
  return {
    noCache: body?.no_cache === true || isTold('no-cache'),
    noStore: body?.no_store === true || isTold('no-store'),
    onlyIfCached: body?.only_if_cached === true || isTold('only-if-cached'),
    maxAgeMs: ages.length === 0 ? null : Math.min(...ages) * 1_000,
  };
}

/** However long a number is: RFC 9111 section 1.2.2 has what overflows taken for a very long time. */
function seconds(argument: string | undefined): number {
  if (argument !== undefined && /^\d+$/.test(argument)) return Number(argument);
  throw invalidRequest([{ path: 'Cache-Control', message: 'max-age must be a number of seconds' }]);
}
