import type { CacheKey } from '../question/keys';

/**
 * How the work under a lease ended, for the flights that wait for it elsewhere:
 * - `stored`: its answer can be looked up now.
 * - `told`: nothing was stored. The words are what those get who had asked for it. They are there for {@link TOLD_TTL_MS}.
 * - `abandoned`: nobody here wanted the answer any more, or the model was never asked. One of the flights that wait takes over.
 */
export type WorkEnd =
  | { readonly how: 'stored' }
  | { readonly how: 'told'; readonly words: Buffer }
  | { readonly how: 'abandoned' };

/** Names one holding of a lease, of all there ever were. */
export type Holder = string;

/**
 * The right to work on one answer, of all instances.
 *
 * States:
 * - *held*: from its acquiring, as long as it is renewed within its TTL. Nobody else acquires it.
 * - *run out*: when it was not renewed, as after its holder's death. Anybody may acquire it.
 * - *ended*: by its holder. Anybody may acquire it, except that flights which waited for this holder are told how it ended, for
 *   {@link ENDED_TTL_MS} and for as long as the next holder holds it. An `abandoned` end leaves no trace.
 */
export interface Lease {
  /** @returns false when it has run out or belongs to somebody else; never rejects, and true while nobody can tell */
  renew(): Promise<boolean>;
  /** Does nothing to a lease that belongs to somebody else by now; never rejects. */
  end(end: WorkEnd): Promise<void>;
}

/**
 * - `held`: it is ours.
 * - `taken`: another flight works on this answer.
 * - `ended`: the work that was waited for is over. The words are those of a `told` end. They are null when the answer was stored.
 *   They are also null when they are gone.
 * - `none`: there are no leases, because instances share no store or it does not answer.
 */
export type Acquired =
  | { readonly outcome: 'held'; readonly lease: Lease }
  | { readonly outcome: 'taken'; readonly by: Holder }
  | { readonly outcome: 'ended'; readonly words: Buffer | null }
  | { readonly outcome: 'none' };

/** A lease lasts this long without a renewal: how long the waiters of a killed instance wait for nothing. */
export const LEASE_TTL_MS = 3_000;

/** How long it is remembered that work ended: four times the longest pause between two looks of a waiter. */
export const ENDED_TTL_MS = 1_000;

/**
 * How long there are words of an answer that nobody keeps. An erasure does not know of them, and promises that a note's words are
 * gone within 10 s.
 */
export const TOLD_TTL_MS = 2_000;

/** Leases that instances share. An abstract class, so that it is its own Nest token. */
export abstract class Leases {
  /**
   * Never rejects.
   * @param waitedFor the holder by whom the lease was taken at the last look; left out by who has not waited, or was told
   */
  abstract acquire(key: CacheKey, waitedFor?: Holder): Promise<Acquired>;
}

/** For an instance that shares nothing with others. */
export class NoLeases extends Leases {
  acquire(): Promise<Acquired> {
    return Promise.resolve({ outcome: 'none' });
  }
}
