import { LRUCache } from 'lru-cache';
import type { LayerName } from '../../ledger/events';
import type { Ledger } from '../../ledger/ledger';
import type { Clock } from '../../ports';
import type { CacheLayer, Item, Lookup } from '../contract';
import type { CacheKey } from '../keys';
import { expiry } from '../ttl';

interface StoredVector {
  readonly vector: Float32Array;
  readonly storedAt: number;
  readonly expiresAt: number;
}

/** A place for vectors that outlives the process. */
export interface VectorShelf {
  /** One vector or null per key, in order. An entry that has expired or is damaged is null. */
  take(keys: readonly CacheKey[]): Promise<(ShelvedVector | null)[]>;
  put(vectors: readonly (ShelvedVector & { readonly key: CacheKey })[]): Promise<void>;
  drop(keys: readonly CacheKey[]): Promise<void>;
}

export type ShelvedVector = StoredVector;

export interface VectorLayerOptions {
  readonly name: LayerName;
  readonly ttlMs: number;
  readonly maxBytes: number;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly shelf: VectorShelf | null;
}

/** Key, times and map node around a vector. */
const ENTRY_OVERHEAD_BYTES = 300;

/** Vectors in memory as they are, over a shelf that survives a restart; what the shelf has is taken up into memory. */
export class VectorLayer implements CacheLayer<Float32Array> {
  private readonly memory: LRUCache<CacheKey, StoredVector>;

  constructor(private readonly options: VectorLayerOptions) {
    const { name, ledger, maxBytes } = options;
    this.memory = new LRUCache({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: ({ vector }) => vector.byteLength + ENTRY_OVERHEAD_BYTES,
      dispose: (_, __, reason) => {
        if (reason === 'evict') ledger.record({ type: 'evict', layer: name, entries: 1 });
      },
    });
    ledger.measure(name, () => ({ entries: this.memory.size, bytes: this.memory.calculatedSize }));
  }

  async lookup(keys: readonly CacheKey[]): Promise<Lookup<Float32Array>[]> {
    await this.takeUp(keys.filter((key) => !this.memory.has(key)));
    const now = this.options.clock.now();
    return keys.map((key) => {
      const stored = this.memory.get(key);
      if (!stored) return { outcome: 'miss', reason: 'never_asked' };
      if (stored.expiresAt <= now) return { outcome: 'miss', reason: 'expired' };
      return { outcome: 'fresh', value: stored.vector, storedAt: stored.storedAt };
    });
  }

  async store(items: readonly Item<Float32Array>[]): Promise<void> {
    const storedAt = this.options.clock.now();
    const vectors = items.map(({ key, value }) => ({
      key,
      vector: value,
      storedAt,
      expiresAt: expiry(storedAt, this.options.ttlMs),
    }));
    for (const { key, ...stored } of vectors) this.memory.set(key, stored);
    await this.options.shelf?.put(vectors);
  }

  async drop(keys: readonly CacheKey[]): Promise<void> {
    for (const key of keys) this.memory.delete(key);
    await this.options.shelf?.drop(keys);
  }

  private async takeUp(keys: readonly CacheKey[]): Promise<void> {
    if (!this.options.shelf || keys.length === 0) return;
    const shelved = await this.options.shelf.take(keys);
    keys.forEach((key, at) => {
      const stored = shelved[at];
      if (stored) this.memory.set(key, stored);
    });
  }
}
