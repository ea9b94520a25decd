import { createCache, type Cache } from 'cache-manager';
import { Keyv, type KeyvStoreAdapter } from 'keyv';
import { LRUCache } from 'lru-cache';
import { citationName, type Citation } from './erasure/citation';
import type { LayerSize } from '../ledger/gauges';
import { ErasedLately } from './erasure/erased-lately';
import type { CacheKey } from '../question/keys';
import type { TextTier } from './shared/tier';

/** What a tier keeps: the value and all that decides whether it may be used. */
export interface Stored<T> {
  readonly value: T;
  readonly stamps: string;
  /** Unix milliseconds. */
  readonly storedAt: number;
  /** Unix milliseconds; absolute, never moved by a hit. */
  readonly expiresAt: number;
  /** Estimated bytes of value and key. */
  readonly bytes: number;
  /** The documents it quotes. */
  readonly cites: readonly Citation[];
}

interface MemoryTierOptions {
  /** Bound on the sum of `Stored.bytes`; an entry that is larger by itself is evicted at once. */
  readonly maxBytes: number;
  readonly onEvict: (key: CacheKey) => void;
}

/**
 * Entries in this process, least recently used out first, bounded in bytes. cache-manager over keyv over lru-cache:
 * 0.4–0.7 µs a `get` through all three (lru-cache awaited by itself: 0.2–0.3), and the same reference comes back, so a hit
 * is neither parsed nor cloned (keyv's own Map store serializes: 22–24 µs for five passages of 500 characters; CPU time,
 * 1,000 keys, 300 rounds, Node 20.20). TTLs are the layers' business: a tier that dropped expired entries by itself could
 * not tell `expired` from `never_asked`.
 */
export class MemoryTier<T> implements TextTier<T> {
  private readonly entries: LRUCache<string, { readonly value: Stored<T> }>;
  private readonly cache: Cache;
  private readonly quoting = new Map<string, Set<CacheKey>>();
  private readonly erased = new ErasedLately();

  constructor(private readonly options: MemoryTierOptions) {
    const { maxBytes, onEvict } = options;
    this.entries = new LRUCache({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: ({ value }) => Math.max(1, value.bytes),
      dispose: ({ value }, key, reason) => {
        this.forgetCites(key as CacheKey, value);
        if (reason === 'evict') onEvict(key as CacheKey);
      },
    });
    this.cache = createCache({
      stores: [
        keyvOver(this.entries, (key, { value }) => {
          this.noteCites(key as CacheKey, value);
        }),
      ],
    });
  }

  get(key: CacheKey): Promise<Stored<T> | undefined> {
    return this.cache.get<Stored<T>>(key);
  }

  async set(key: CacheKey, stored: Stored<T>): Promise<void> {
    if (stored.bytes > this.options.maxBytes) {
      // lru-cache would drop it without a word.
      await this.delete(key);
      this.options.onEvict(key);
      return;
    }
    await this.cache.set(key, stored);
    // Afterwards: it may have been erased meanwhile.
    if (this.erased.hasAnyOf(stored.cites)) await this.delete(key);
  }

  async delete(key: CacheKey): Promise<void> {
    await this.cache.del(key);
  }

  /**
   * Drops the entries that quote a document, and for a while takes up none that does.
   * @returns whether there were any
   */
  async forget(citation: Citation): Promise<boolean> {
    this.erased.note(citation);
    const keys = [...(this.quoting.get(citationName(citation)) ?? [])];
    for (const key of keys) await this.delete(key);
    return keys.length > 0;
  }

  size(): LayerSize {
    return { entries: this.entries.size, bytes: this.entries.calculatedSize };
  }

  private noteCites(key: CacheKey, { cites }: Stored<T>): void {
    for (const name of cites.map(citationName)) {
      const keys = this.quoting.get(name);
      if (keys) keys.add(key);
      else this.quoting.set(name, new Set([key]));
    }
  }

  private forgetCites(key: CacheKey, { cites }: Stored<T>): void {
    for (const name of cites.map(citationName)) {
      const keys = this.quoting.get(name);
      keys?.delete(key);
      if (keys?.size === 0) this.quoting.delete(name);
    }
  }
}

/**
 * lru-cache itself fits neither keyv's store contract nor its bookkeeping (it fails silently), hence this adapter.
 *
 * @param onSet called in the same moment as an entry is there: noted later, it may have been replaced or evicted
 */
function keyvOver<V extends object>(
  entries: LRUCache<string, V>,
  onSet: (key: string, value: V) => void,
): Keyv {
  const store: KeyvStoreAdapter = {
    opts: {},
    get: (key: string) => Promise.resolve(entries.get(key) as never),
    set: (key: string, value: V) => {
      entries.set(key, value);
      onSet(key, value);
    },
    delete: (key: string) => Promise.resolve(entries.delete(key)),
    clear: () => {
      entries.clear();
      return Promise.resolve();
    },
    on() {
      return this;
    },
  };
  return new Keyv({ store, serialize: undefined, deserialize: undefined, useKeyPrefix: false });
}
