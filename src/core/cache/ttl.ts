/** Entries that were stored together must not expire together; at most a tenth of their life is taken off, never added. */
const JITTER = 0.1;

/**
 * When an entry stored now ends. Absolute: a hit never moves it.
 *
 * @param storedAt Unix milliseconds
 * @returns Unix milliseconds, between 90 % and 100 % of `ttlMs` later
 */
export function expiry(storedAt: number, ttlMs: number, random: () => number = Math.random): number {
  return storedAt + ttlMs * (1 - JITTER * random());
}
