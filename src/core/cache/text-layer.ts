import type { Ledger } from '../ledger/bus';
import type { Gauges } from '../ledger/gauges';
import type { LayerName } from '../ledger/events';
import type { Clock } from '../ports/clock';
import type { Citation } from './erasure/citation';
import type { CacheLayer, CitesOf, Item, Lookup } from './contract';
import type { MissReason } from '../ports/words';
import { Gone } from './gone';
import type { CacheKey } from '../question/keys';
import { MemoryTier } from './memory-tier';
import { HybridTier } from './shared/hybrid-tier';
import type { TextTier } from './shared/tier';
import { Lifetime } from './ttl';

export interface TextLayerOptions<T> {
  readonly name: LayerName;
  readonly ttlMs: number;
  /** How long a popular entry may live, from when it was stored first; default `ttlMs`. */
  readonly popularTtlMs?: number | undefined;
  readonly maxBytes: number;
  readonly ledger: Ledger;
  readonly gauges: Gauges;
  readonly clock: Clock;
  /** Estimated bytes of a value in memory. */
  readonly bytesOf: (value: T) => number;
  /** The shared store, behind memory or alone; null where there is memory only. */
  readonly remote: { readonly tier: TextTier<T>; readonly isAlone: boolean } | null;
}

/**
 * Bytes of key, stamps, times, the maps around an entry and the value's own object. Heap after collection, 33,000 to
 * 100,000 entries, Node 20.20: 394–417 around a number with stamps of 2 corpora, 410 around an answer, which has none, and
 * 528–554 around a question entry without passages.
 */
const ENTRY_OVERHEAD_BYTES = 560;

/** A layer of structured values: L1's questions and answers, L3's contexts. */
export class TextLayer<T> implements CacheLayer<T> {
  private readonly tier: TextTier<T>;
  private readonly memory: MemoryTier<T>;
  private readonly gone = new Gone();
  private readonly lifetime: Lifetime;

  constructor(private readonly options: TextLayerOptions<T>) {
    const { name, ledger, gauges, maxBytes, ttlMs, popularTtlMs = ttlMs } = options;
    this.lifetime = new Lifetime({ ttlMs, popularTtlMs });
    this.memory = new MemoryTier<T>({
      maxBytes,
      onEvict: (key) => {
        this.gone.note(key, 'evicted');
        ledger.record({ type: 'evict', layer: name, entries: 1 });
      },
    });
    this.tier = tierOf(this.memory, options);
    gauges.measure(name, () => this.memory.size());
  }

  lookup(keys: readonly CacheKey[], stamps: string, citesOf?: CitesOf): Promise<Lookup<T>[]> {
    return Promise.all(keys.map((key) => this.find(key, stamps, citesOf)));
  }

  async store(items: readonly Item<T>[]): Promise<void> {
    const now = this.options.clock.now();
    for (const { key, value, stamps, cites = [], since = now } of items) {
      const bytes = this.options.bytesOf(value) + ENTRY_OVERHEAD_BYTES;
      this.gone.forget(key);
      await this.tier.set(key, {
        value,
        stamps,
        storedAt: since,
        expiresAt: this.lifetime.expiry(since, now),
        bytes,
        cites,
      });
    }
  }

  async drop(keys: readonly CacheKey[]): Promise<void> {
    for (const key of keys) await this.tier.delete(key);
  }

  /** Drops from this process what quotes a document. @returns whether there was anything */
  forget(citation: Citation): Promise<boolean> {
    return this.memory.forget(citation);
  }

  /** Remembers why there is no entry under a key, for the next look-up to say. */
  explainMiss(key: CacheKey, reason: MissReason): void {
    this.gone.note(key, reason);
  }

  private async find(key: CacheKey, stamps: string, citesOf?: CitesOf): Promise<Lookup<T>> {
    const stored = await this.tier.get(key, stamps, citesOf);
    if (stored === 'unreadable') return { outcome: 'miss', reason: 'unreadable' };
    if (!stored) return this.gone.miss(key);
    const now = this.options.clock.now();
    if (stored.expiresAt <= now) {
      this.gone.note(key, 'expired');
      await this.tier.delete(key);
      return this.gone.miss(key);
    }
    if (stored.stamps !== stamps) return { outcome: 'outdated', value: stored.value };
    const { value, storedAt } = stored;
    if (!this.lifetime.isEarned(key, stored, now)) return { outcome: 'fresh', value, storedAt };
    return { outcome: 'fresh', value, storedAt, isPopular: true };
  }
}

function tierOf<T>(memory: MemoryTier<T>, { remote, clock }: TextLayerOptions<T>): TextTier<T> {
  if (!remote) return memory;
  return remote.isAlone ? remote.tier : new HybridTier(memory, remote.tier, clock);
}
