import type { Citation } from './erasure/citation';
import type { MissReason } from '../ports/words';
import type { CacheKey } from '../question/keys';

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
  /** For what is stored again to live on: when it was stored first, Unix milliseconds; its longest life counts from there. */
  readonly since?: number;
}

/** The documents that an entry quotes which does not name them itself; asked only where they have to be known. */
export type CitesOf = () => readonly Citation[];

/** The one contract of every layer. A layer may reject; what wraps it (observe.ts) turns that into counted misses. */
export interface CacheLayer<T> {
  /** One outcome per key, in order; looks all of them up at once. */
  lookup(keys: readonly CacheKey[], stamps: string, citesOf?: CitesOf): Promise<Lookup<T>[]>;
  store(items: readonly Item<T>[]): Promise<void>;
  drop(keys: readonly CacheKey[]): Promise<void>;
}

export async function lookupOne<T>(
  layer: CacheLayer<T>,
  { key, stamps, citesOf }: { readonly key: CacheKey; readonly stamps: string; readonly citesOf?: CitesOf },
): Promise<Lookup<T>> {
  const [found] = await layer.lookup([key], stamps, citesOf);
  return found ?? { outcome: 'miss', reason: 'never_asked' };
}
