import type { CacheKey } from '../question/keys';

/**
 * How the work under a lease ended, for the flights that wait for it elsewhere:
 * - `done`: its answer can be looked up now, or nothing was stored (refused by the write gate, quoted, failed). If nothing was
 *   stored, each goes on by itself: one after the other, the last would wait for all of them.
 * - `abandoned`: nobody here wanted the answer any more. One of the flights that wait takes over.
 */
export type WorkEnd = 'done' | 'abandoned';

/**
 * The right to work on one answer, of all instances.
 *
 * States: *held* from its acquiring, as long as it is renewed within its TTL; *run out* when it was not, as after its holder's
 * death, and then anybody may acquire it; *ended* by its holder, as `done`, which is remembered for a moment, or as `abandoned`.
 */
export interface Lease {
  /** @returns false when it has run out or belongs to somebody else; never rejects, and true while nobody can tell */
  renew(): Promise<boolean>;
  /** Does nothing to a lease that belongs to somebody else by now; never rejects. */
  end(how: WorkEnd): Promise<void>;
}

/**
 * - `held`: it is ours.
 * - `taken`: another instance works on this answer.
 * - `done`: the work of another holder was done a moment ago.
 * - `none`: there are no leases, because instances share no store or it does not answer.
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
