import { LRUCache } from 'lru-cache';
import type { CacheKey } from '../question/keys';

/** Entries that were stored together must not expire together; at most a tenth of their life is taken off, never added. */
const JITTER = 0.1;

/** The part of its TTL at the end of an entry's life in which hits decide whether it lives on. */
const LAST_PART = 0.25;

/**
 * Hits in that part that make an entry popular. One asker who repeats a question a few times is not enough: an entry costs
 * its place for another TTL.
 */
const POPULAR_HITS = 8;

/** Entries near their end whose hits are counted at once, 100 bytes each; the least recently hit are forgotten. */
const COUNTED_ENTRIES = 10_000;

/**
 * When an entry stored now ends. Absolute: a hit never moves it.
 *
 * @param storedAt Unix milliseconds
 * @returns Unix milliseconds, between 90 % and 100 % of `ttlMs` later
 */
export function expiry(storedAt: number, ttlMs: number, random: () => number = Math.random): number {
  return storedAt + ttlMs * (1 - JITTER * random());
}

/**
 * Whether an entry is at most so old. One from the future is not: it comes from an instance whose clock is ahead, or was stored before
 * this clock went back, and nobody knows how old it is.
 *
 * @param storedAt by the clock of the instance that stored it; an age is as wrong as the two clocks are apart
 */
export function isYoung(storedAt: number, now: number, maxAgeMs: number): boolean {
  return storedAt <= now && now - storedAt <= maxAgeMs;
}

/** When an entry was stored first and when it ends, Unix milliseconds. */
export interface Life {
  readonly storedAt: number;
  readonly expiresAt: number;
}

export interface LifetimeOptions {
  readonly ttlMs: number;
  /** How long a popular entry may live from when it was stored first; `ttlMs` or less for no longer than others. */
  readonly popularTtlMs: number;
}

/**
 * How long the entries of a layer live: a TTL, and popular ones another, and another. Their bound counts from when they were
 * stored first. Only hits near the end are counted. So most hits cost one comparison, and an entry that was popular once does not
 * live on for it.
 */
export class Lifetime {
  private readonly hits = new LRUCache<CacheKey, number>({ max: COUNTED_ENTRIES });

  constructor(private readonly options: LifetimeOptions) {}

  /** When an entry ends that is stored now; one that is stored again keeps the bound that it had. */
  expiry(storedAt: number, now: number): number {
    return expiry(now, Math.min(this.options.ttlMs, this.left(storedAt, now)));
  }

  /** Counts a hit. @returns whether the entry should be stored again now, to live on */
  isEarned(key: CacheKey, { storedAt, expiresAt }: Life, now: number): boolean {
    const { ttlMs, popularTtlMs } = this.options;
    if (popularTtlMs <= ttlMs) return false;
    if (expiresAt - now > LAST_PART * ttlMs) return false;
    // Whatever chance takes off, it must live enough longer to be worth its storing: near the bound, or without one, it does not.
    const atLeastMs = (1 - JITTER) * Math.min(ttlMs, this.left(storedAt, now));
    if (now + atLeastMs < expiresAt + LAST_PART * ttlMs) return false;
    const hits = (this.hits.get(key) ?? 0) + 1;
    if (hits < POPULAR_HITS) {
      this.hits.set(key, hits);
      return false;
    }
    this.hits.delete(key);
    return true;
  }

  private left(storedAt: number, now: number): number {
    const { ttlMs, popularTtlMs } = this.options;
    return storedAt + Math.max(ttlMs, popularTtlMs) - now;
  }
}
