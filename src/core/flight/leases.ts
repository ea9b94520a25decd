import type { CacheKey } from '../question/keys';

/**
 * How the work under a lease ended, for those who wait for it elsewhere:
 * - `done`: either its answer can be looked up now, or nothing was stored (refused by the write gate, degraded, failed). Then
 *   each goes on by itself: if they tried one after the other, the last would wait for all of them
 * - `abandoned`: nobody here wanted it any more; one of those who wait takes over
 */
export type WorkEnd = 'done' | 'abandoned';

/** The right to work on one answer, of all instances; runs out by itself when its holder dies. */
export interface Lease {
  /** @returns false when it has run out or belongs to somebody else; never rejects, and true while nobody can tell */
  renew(): Promise<boolean>;
  /** Does nothing to a lease that belongs to somebody else by now; never rejects. */
  end(how: WorkEnd): Promise<void>;
}

/**
 * - `held`: it is ours
 * - `taken`: another instance works on this answer
 * - `done`: the work of another holder was done a moment ago
 * - `none`: there are no leases: no store that instances share, or it does not answer
 */
export type Acquired =
  { readonly outcome: 'held'; readonly lease: Lease } | { readonly outcome: 'taken' | 'done' | 'none' };

/** A lease lasts this long without a renewal: how long the waiters of a killed instance wait for nothing. */
export const LEASE_TTL_MS = 3_000;

/** How long it is remembered that work was done: longer than the longest pause between two looks of a waiter. */
export const DONE_TTL_MS = 1_000;

/** Leases that instances share. An abstract class, so that it is its own Nest token. */
export abstract class Leases {
  /** Never rejects. */
  abstract acquire(key: CacheKey): Promise<Acquired>;
}

/** For an instance that shares nothing with others. */
export class NoLeases extends Leases {
  acquire(): Promise<Acquired> {
    return Promise.resolve({ outcome: 'none' });
  }
}
