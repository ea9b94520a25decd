import type { Ledger } from '../ledger/bus';
import type { Gauges } from '../ledger/gauges';
import type { LayerName } from '../ledger/events';
import type { Clock } from '../ports/clock';
import type { Citation } from './erasure/citation';
import type { CacheLayer, Item, Lookup, Wanted } from './contract';
import type { MissReason } from '../ports/words';
import { Gone } from './gone';
import type { CacheKey } from '../question/keys';
import { whenReady, type MaybePromise } from './maybe-promise';
import { HybridStore } from './store/hybrid-store';
import { MemoryStore } from './store/memory-store';
import { isEntry, type Entry, type Found, type Store } from './store/store';
import { isYoung, Lifetime } from './ttl';

export interface LayerOptions<T> {
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
  /** The store behind memory, or the only one; null where there is memory alone. */
  readonly further: { readonly store: Store<T>; readonly isAlone: boolean } | null;
}

const TOO_OLD = { outcome: 'miss', reason: 'bypassed' } as const;
const ANYTHING: Wanted = {};

/** One layer of the caches: compares stamps, ends lives and says why something is missing, over whichever store. */
export class Layer<T> implements CacheLayer<T> {
  private readonly entries: Store<T>;
  private readonly memory: MemoryStore<T>;
  private readonly gone = new Gone();
  private readonly lifetime: Lifetime;

  constructor(private readonly options: LayerOptions<T>) {
    const { name, ledger, gauges, ttlMs, popularTtlMs = ttlMs } = options;
    this.lifetime = new Lifetime({ ttlMs, popularTtlMs });
    this.memory = new MemoryStore<T>({
      ...options,
      onEvict: (key) => {
        this.gone.note(key, 'evicted');
        ledger.record({ type: 'evict', layer: name, entries: 1 });
      },
    });
    this.entries = storeOf(this.memory, options);
    gauges.measure(name, () => this.memory.size());
  }

  lookup(keys: readonly CacheKey[], stamps: string, wanted?: Wanted): MaybePromise<Lookup<T>[]> {
    return whenReady(this.entries.getMany(keys, stamps, wanted), (found) =>
      keys.map((key, at) =>
        this.isTooOld(found[at], wanted) ? TOO_OLD : this.judge(key, found[at], stamps),
      ),
    );
  }

  async store(items: readonly Item<T>[]): Promise<void> {
    const now = this.options.clock.now();
    for (const { key } of items) this.gone.forget(key);
    await this.entries.setMany(items.map((item) => this.entryOf(item, now)));
  }

  async drop(keys: readonly CacheKey[]): Promise<void> {
    await this.entries.deleteMany(keys);
  }

  async cite(key: CacheKey, cites: readonly Citation[]): Promise<void> {
    await this.entries.cite?.({ key, cites, ttlMs: this.options.ttlMs });
  }

  explainMiss(key: CacheKey, reason: MissReason): void {
    this.gone.note(key, reason);
  }

  /** Drops from this process what quotes a document. @returns whether there was anything */
  forget(citation: Citation): boolean {
    return this.memory.forget(citation);
  }

  /** Drops entries from this process. */
  forgetKeys(keys: readonly CacheKey[]): void {
    this.memory.deleteMany(keys);
  }

  /** Tells the store behind memory what memory served since the last time. @throws what that store throws */
  async touchUsed(atMost: number): Promise<void> {
    if (this.entries instanceof HybridStore) await this.entries.touchUsed(atMost);
  }

  private entryOf({ key, value, stamps, cites = [], since }: Item<T>, now: number): Entry<T> {
    const storedAt = since ?? now;
    return { key, value, stamps, storedAt, expiresAt: this.lifetime.expiry(storedAt, now), cites };
  }

  private isTooOld(found: Found<T>, { maxAgeMs = null }: Wanted = ANYTHING): boolean {
    return (
      maxAgeMs !== null && isEntry(found) && !isYoung(found.storedAt, this.options.clock.now(), maxAgeMs)
    );
  }

  private judge(key: CacheKey, found: Found<T>, stamps: string): Lookup<T> {
    if (found === 'unreadable') return { outcome: 'miss', reason: 'unreadable' };
    if (!found) return this.gone.miss(key);
    const now = this.options.clock.now();
    if (found.expiresAt <= now) {
      this.gone.note(key, 'expired');
      return this.gone.miss(key);
    }
    const { value, storedAt } = found;
    if (found.stamps !== stamps) return { outcome: 'outdated', value };
    if (!this.lifetime.isEarned(key, found, now)) return { outcome: 'fresh', value, storedAt };
    return { outcome: 'fresh', value, storedAt, isPopular: true };
  }
}

function storeOf<T>(memory: MemoryStore<T>, { further, clock }: LayerOptions<T>): Store<T> {
  if (!further) return memory;
  return further.isAlone ? further.store : new HybridStore(memory, further.store, clock);
}
