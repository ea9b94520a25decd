import type { CitesOf } from '../contract';
import type { CacheKey } from '../../question/keys';
import type { Stored } from '../memory-tier';

/** What a tier has under a key; `unreadable` is foreign, damaged, or of another version of the program. */
export type TierFind<T> = Stored<T> | 'unreadable' | undefined;

/** Where a layer of structured values keeps its entries. */
export interface TextTier<T> {
  /**
   * @param stamps those that the request read: a tier of several looks on while what it has was stored under others
   * @param citesOf what an entry from the shared store quotes, where it does not say so itself
   */
  get(key: CacheKey, stamps: string, citesOf?: CitesOf): Promise<TierFind<T>>;
  set(key: CacheKey, stored: Stored<T>): Promise<void>;
  delete(key: CacheKey): Promise<void>;
}
