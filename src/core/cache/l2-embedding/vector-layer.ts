import { LRUCache } from 'lru-cache';
import type { LayerName } from '../../ledger/events';
import type { Ledger } from '../../ledger/bus';
import type { Gauges } from '../../ledger/gauges';
import type { Clock } from '../../ports/clock';
import type { CacheLayer, Item, Lookup } from '../contract';
import { Gone } from '../gone';
import type { CacheKey } from '../../question/keys';
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
  /** Bound on vectors in this process; null where the shelf alone keeps them. */
  readonly maxBytes: number | null;
  readonly ledger: Ledger;
  readonly gauges: Gauges;
  readonly clock: Clock;
  readonly shelf: VectorShelf | null;
}

/** Key, times, typed array and map node around the numbers (measured as in text-layer.ts: 411–440). */
const ENTRY_OVERHEAD_BYTES = 440;

/** Vectors in memory as they are, over a shelf that survives a restart; what the shelf has is taken up into memory. */
export class VectorLayer implements CacheLayer<Float32Array> {
  private readonly memory: LRUCache<CacheKey, StoredVector> | null;
  private readonly gone = new Gone();

  constructor(private readonly options: VectorLayerOptions) {
    const { name, gauges, maxBytes } = options;
    this.memory = maxBytes === null ? null : this.bounded(maxBytes);
    gauges.measure(name, () => ({
      entries: this.memory?.size ?? 0,
      bytes: this.memory?.calculatedSize ?? 0,
    }));
  }

  async lookup(keys: readonly CacheKey[]): Promise<Lookup<Float32Array>[]> {
    const held = new Map<CacheKey, StoredVector>();
    for (const key of keys) {
      const stored = this.memory?.get(key);
      if (stored) held.set(key, stored);
    }
    // Collected first and not read back from memory, which may hold less than one look-up asks for.
    await this.takeUp(
      held,
      [...new Set(keys)].filter((key) => !held.has(key)),
    );
    return keys.map((key) => this.judge(key, held.get(key)));
  }

  async store(items: readonly Item<Float32Array>[]): Promise<void> {
    const storedAt = this.options.clock.now();
    const vectors = items.map(({ key, value }) => ({
      key,
      vector: value,
      storedAt,
      expiresAt: expiry(storedAt, this.options.ttlMs),
    }));
    for (const { key, ...stored } of vectors) this.keep(key, stored);
    await this.options.shelf?.put(vectors);
  }

  async drop(keys: readonly CacheKey[]): Promise<void> {
    for (const key of keys) this.memory?.delete(key);
    await this.options.shelf?.drop(keys);
  }

  private bounded(maxBytes: number): LRUCache<CacheKey, StoredVector> {
    return new LRUCache({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: ({ vector }) => vector.byteLength + ENTRY_OVERHEAD_BYTES,
      dispose: (_, key, reason) => {
        if (reason === 'evict') this.noteEvicted(key);
      },
    });
  }

  private judge(key: CacheKey, stored: StoredVector | undefined): Lookup<Float32Array> {
    if (!stored) return this.gone.miss(key);
    if (stored.expiresAt <= this.options.clock.now()) {
      this.memory?.delete(key);
      this.gone.note(key, 'expired');
      return this.gone.miss(key);
    }
    return { outcome: 'fresh', value: stored.vector, storedAt: stored.storedAt };
  }

  private keep(key: CacheKey, stored: StoredVector): void {
    this.gone.forget(key);
    if (!this.memory) return;
    this.memory.set(key, stored);
    // lru-cache drops an entry that is larger than the bound without a word.
    if (!this.memory.has(key)) this.noteEvicted(key);
  }

  private noteEvicted(key: CacheKey): void {
    const { name, ledger } = this.options;
    this.gone.note(key, 'evicted');
    ledger.record({ type: 'evict', layer: name, entries: 1 });
  }

  private async takeUp(held: Map<CacheKey, StoredVector>, keys: readonly CacheKey[]): Promise<void> {
    if (!this.options.shelf || keys.length === 0) return;
    const shelved = await this.options.shelf.take(keys);
    keys.forEach((key, at) => {
      const stored = shelved[at];
      if (!stored) return;
      held.set(key, stored);
      this.keep(key, stored);
    });
  }
}
