import type { Wanted } from '../contract';
import type { Citation } from '../erasure/citation';
import type { MaybePromise } from '../maybe-promise';
import type { CacheKey } from '../../question/keys';

/** What a store keeps: a value and all that decides whether it may be used. */
export interface Entry<T> {
  readonly key: CacheKey;
  readonly value: T;
  readonly stamps: string;
  /** Unix milliseconds. */
  readonly storedAt: number;
  /** Unix milliseconds; absolute, never moved by a hit. */
  readonly expiresAt: number;
  /** The documents it quotes. */
  readonly cites: readonly Citation[];
}

/** Somebody's pointer to an entry, by documents that the entry does not know of. */
export interface Pointer {
  readonly key: CacheKey;
  readonly cites: readonly Citation[];
  /** How long the pointer may live at most. */
  readonly ttlMs: number;
}

/** What a store has under a key. `unreadable`: foreign, damaged, or of another version of the program. */
export type Found<T> = Entry<T> | 'unreadable' | undefined;

/**
 * Where a layer keeps its entries: memory, the shared store, a table, or memory in front of another. A store compares no stamps
 * and judges no age; the layer does.
 */
export interface Store<T> {
  /**
   * @param stamps those that the request read: a store of several looks on while what it has was stored under others
   * @param wanted a store of several looks on while what it has is older
   * @returns what it has per key, in order; no promise where it had to ask nobody
   */
  getMany(keys: readonly CacheKey[], stamps: string, wanted?: Wanted): MaybePromise<Found<T>[]>;
  setMany(entries: readonly Entry<T>[]): MaybePromise<void>;
  deleteMany(keys: readonly CacheKey[]): MaybePromise<void>;
  /** Lets an entry go with further documents. A store that holds no words has none. */
  cite?(pointer: Pointer): MaybePromise<void>;
  /** Memory in front served these: a store that evicts what was not used for longest counts them as used now. */
  touchMany?(entries: readonly Entry<T>[]): Promise<void>;
}

export function isEntry<T>(found: Found<T>): found is Entry<T> {
  return found !== undefined && found !== 'unreadable';
}
