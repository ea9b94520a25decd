import type { LayerName } from '../ledger/events';
import type { Ledger } from '../ledger/bus';
import type { MissReason } from '../ports/words';
import type { CacheKey } from '../question/keys';
import type { Citation } from './erasure/citation';
import type { CacheLayer, Item, Lookup, Wanted } from './contract';
import type { MaybePromise } from './maybe-promise';
import { RemoteDownError } from './shared/remote-store';

/** Look-ups, or stores and drops. A full Redis answers look-ups and refuses stores. */
export type LayerWork = 'reads' | 'writes';

/** One call per change of state, for the log. */
export interface FaultLog {
  down(work: LayerWork, error: unknown): void;
  up(work: LayerWork): void;
}

interface Observation {
  readonly name: LayerName;
  readonly ledger: Ledger;
  readonly faults: FaultLog;
}

/**
 * The observing wrapper around every layer. It counts outcomes and times into the ledger. It is the one place where a failing cache
 * becomes a counted miss instead of a failed request.
 *
 * States, of look-ups and of stores each by itself. Working: no fault since the last success. Failing: the first fault is logged; the
 * next success is logged and ends it.
 */
export class ObservedLayer<T> implements CacheLayer<T> {
  private readonly down = new Set<LayerWork>();

  constructor(
    private readonly layer: CacheLayer<T>,
    private readonly observation: Observation,
  ) {}

  lookup(keys: readonly CacheKey[], stamps: string, wanted?: Wanted): MaybePromise<Lookup<T>[]> {
    const startedAt = performance.now();
    try {
      const found = this.layer.lookup(keys, stamps, wanted);
      if (!(found instanceof Promise)) return this.lookedUp(found, startedAt);
      return found.then(
        (late) => this.lookedUp(late, startedAt),
        (error: unknown) => this.notLookedUp(keys, { error, startedAt }),
      );
    } catch (error) {
      return this.notLookedUp(keys, { error, startedAt });
    }
  }

  store(items: readonly Item<T>[]): Promise<void> {
    return this.write(() => this.layer.store(items), { type: 'store', entries: items.length });
  }

  drop(keys: readonly CacheKey[]): Promise<void> {
    return this.write(() => this.layer.drop(keys), { type: 'drop', entries: keys.length });
  }

  /** Counted only where it fails: it is a part of storing what points to the entry. */
  cite(key: CacheKey, cites: readonly Citation[]): Promise<void> {
    return this.write(() => this.layer.cite(key, cites));
  }

  explainMiss(key: CacheKey, reason: MissReason): void {
    this.layer.explainMiss(key, reason);
  }

  private lookedUp(found: Lookup<T>[], startedAt: number): Lookup<T>[] {
    const ms = performance.now() - startedAt;
    for (const { outcome } of found) this.countLookup(outcome, ms);
    this.worked('reads');
    return found;
  }

  private notLookedUp(
    keys: readonly CacheKey[],
    { error, startedAt }: { readonly error: unknown; readonly startedAt: number },
  ): Lookup<T>[] {
    this.failed('reads', error);
    const ms = performance.now() - startedAt;
    return keys.map(() => {
      this.countLookup('miss', ms);
      return { outcome: 'miss', reason: 'cache_down' };
    });
  }

  private countLookup(outcome: Lookup<T>['outcome'], ms: number): void {
    this.observation.ledger.record({ type: 'lookup', layer: this.observation.name, outcome, ms });
  }

  private async write(
    work: () => Promise<void>,
    counted?: { readonly type: 'store' | 'drop'; readonly entries: number },
  ): Promise<void> {
    const { ledger, name } = this.observation;
    try {
      await work();
      if (counted) ledger.record({ ...counted, layer: name });
      this.worked('writes');
    } catch (error) {
      this.failed('writes', error);
    }
  }

  private worked(work: LayerWork): void {
    if (this.down.delete(work)) this.observation.faults.up(work);
  }

  private failed(work: LayerWork, error: unknown): void {
    const { name, ledger, faults } = this.observation;
    ledger.record({ type: 'fault', layer: name });
    // The link to the shared store has logged that it is down, once for all layers.
    if (error instanceof RemoteDownError) return;
    if (!this.down.has(work)) faults.down(work, error);
    this.down.add(work);
  }
}
