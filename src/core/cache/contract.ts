import type { Citation } from './erasure/citation';
import type { MissReason } from '../ports/words';
import type { CacheKey } from '../question/keys';
import { whenReady, type MaybePromise } from './maybe-promise';

/**
 * What a look-up found. `fresh`: stored under the stamps that this request read. `outdated`: there, but the notes have
 * changed since; its value may be compared, never served.
 */
export type Lookup<T> =
  | {
      readonly outcome: 'fresh';
      readonly value: T;
      readonly storedAt: number;
      /** Set when it is near its end and popular: storing it again `since` it was stored first lets it live on. */
      readonly isPopular?: true;
    }
  | { readonly outcome: 'outdated'; readonly value: T }
  | { readonly outcome: 'miss'; readonly reason: MissReason };

/** Stamps of things that no write can outdate: their key says all that produced them. */
export const TIMELESS = '';

/** What is to be remembered, and under which stamps it was computed. */
export interface Item<T> {
  readonly key: CacheKey;
  readonly value: T;
  readonly stamps: string;
  /** The documents it quotes; none for what quotes nobody. */
  readonly cites?: readonly Citation[];
  /** For what is stored again to live on: when it was stored first, Unix milliseconds. Its longest life counts from there. */
  readonly since?: number;
}

/** The documents that an entry quotes which does not name them itself. It is called only where they have to be known. */
export type CitesOf = (key: CacheKey) => readonly Citation[];

/** The contract of every layer. A layer may fail; its observing wrapper (observe.ts) turns that into counted misses. */
export interface CacheLayer<T> {
  /** One outcome per key, in order, of one look-up for all of them. There is no promise where memory has them all. */
  lookup(keys: readonly CacheKey[], stamps: string, wanted?: Wanted): MaybePromise<Lookup<T>[]>;
  /** Memory is filled before this returns; the promise is for what lies behind it. */
  store(items: readonly Item<T>[]): Promise<void>;
  drop(keys: readonly CacheKey[]): Promise<void>;
  /**
   * Lets an entry go with further documents: those that led somebody else to it, who now points to it. It holds for as long as what
   * is stored now may live, wherever the entry comes from.
   */
  cite(key: CacheKey, cites: readonly Citation[]): Promise<void>;
  /** Remembers why there is no entry under a key, for the next miss to say. */
  explainMiss(key: CacheKey, reason: MissReason): void;
}

/** What a look-up wants besides stamps. */
export interface Wanted {
  readonly citesOf?: CitesOf;
  /** The oldest entry that will do, in milliseconds; any when null or left out. */
  readonly maxAgeMs?: number | null;
  /** Another instance has just stored it, so what memory has may be older. */
  readonly pastMemory?: boolean;
}

export interface Sought extends Wanted {
  readonly key: CacheKey;
  readonly stamps: string;
}

export function lookupOne<T>(layer: CacheLayer<T>, sought: Sought): MaybePromise<Lookup<T>> {
  return whenReady(layer.lookup([sought.key], sought.stamps, sought), ([found]) => found ?? NEVER_ASKED);
}

const NEVER_ASKED = { outcome: 'miss', reason: 'never_asked' } as const;
