import type { CachePolicy, TrivetSettings } from '../core';
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
 * Directives that are not ours are ignored, as RFC 9111 section 5.2.3 has it. `no-semantic` and `similarity-threshold` are extensions
 * as that section allows them, for programs that can send headers but no body of ours.
 *
 * @throws {Problem} `invalid_request` for a `max-age` that is no number of seconds, and a `similarity-threshold` that is none from 0 to 1
 */
export function cachePolicy(header: string | undefined, body: CacheDirectives | undefined): CachePolicy {
  if (header === undefined && body === undefined) return NOTHING_ASKED;
  const told = [...(header ?? '').matchAll(DIRECTIVE)].map(([, name = '', quoted, token]) => ({
    name: name.toLowerCase(),
    argument: quoted ?? token,
  }));
  const isTold = (name: string): boolean => told.some((directive) => directive.name === name);
  const argumentsOf = (wanted: string) =>
    told.filter(({ name }) => name === wanted).map(({ argument }) => argument);
  const ages = argumentsOf('max-age').map(seconds);
  if (body?.max_age !== undefined) ages.push(body.max_age);
  return {
    noCache: body?.no_cache === true || isTold('no-cache'),
    noStore: body?.no_store === true || isTold('no-store'),
    onlyIfCached: body?.only_if_cached === true || isTold('only-if-cached'),
    maxAgeMs: ages.length === 0 ? null : Math.min(...ages) * 1_000,
    minSimilarity: leastSimilarity(
      body?.semantic === false || isTold('no-semantic'),
      [...argumentsOf('similarity-threshold').map(similarity), body?.similarity_threshold].filter(isNumber),
    ),
  };
}

/**
 * A request may only be stricter than its operator, who answers for what is served.
 *
 * @throws {Problem} `invalid_request` that names the operator's threshold
 */
export function refuseLowered(
  { minSimilarity }: CachePolicy,
  { semantic: { threshold } }: TrivetSettings,
): void {
  if (minSimilarity === undefined || minSimilarity >= threshold) return;
  const message = `must be ${threshold} or more: requests may raise this server's threshold, not lower it`;
  throw invalidRequest([{ path: 'cache.similarity_threshold', message }]);
}

function leastSimilarity(isUnwanted: boolean, thresholds: readonly number[]): number | undefined {
  if (isUnwanted) return Infinity;
  return thresholds.length === 0 ? undefined : Math.max(...thresholds);
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}

function similarity(argument: string | undefined): number {
  if (argument !== undefined && /^(?:[01]|0?\.\d{1,15}|1\.0{1,15})$/.test(argument)) return Number(argument);
  throw invalidRequest([
    { path: 'Cache-Control', message: 'similarity-threshold must be a number from 0 to 1' },
  ]);
}

/** However long a number is: RFC 9111 section 1.2.2 has what overflows taken for a very long time. */
function seconds(argument: string | undefined): number {
  if (argument !== undefined && /^\d+$/.test(argument)) return Number(argument);
  throw invalidRequest([{ path: 'Cache-Control', message: 'max-age must be a number of seconds' }]);
}
