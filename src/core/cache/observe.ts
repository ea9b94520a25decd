import type { LayerName } from '../ledger/events';
import type { Ledger } from '../ledger/bus';
import type { CacheLayer, Lookup } from './contract';
import { RemoteDownError } from './shared/remote-store';

/** Look-ups, or stores and drops: a full Redis answers the ones and refuses the others. */
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
 * The observing wrapper around every layer: counts outcomes and times into the ledger, and is the one place where a
 * failing cache becomes a counted miss instead of a failed request.
 */
export function observe<T>(layer: CacheLayer<T>, { name, ledger, faults }: Observation): CacheLayer<T> {
  const down = new Set<LayerWork>();
  const guarded = async <R>(kind: LayerWork, work: () => Promise<R>, otherwise: () => R): Promise<R> => {
    try {
      const result = await work();
      if (down.delete(kind)) faults.up(kind);
      return result;
    } catch (error) {
      ledger.record({ type: 'fault', layer: name });
      // Whoever holds the connection to the shared store has said that it is down, once for all layers.
      if (error instanceof RemoteDownError) return otherwise();
      if (!down.has(kind)) faults.down(kind, error);
      down.add(kind);
      return otherwise();
    }
  };

  return {
    lookup: (keys, stamps, citesOf) => {
      const startedAt = performance.now();
      return guarded(
        'reads',
        async () => {
          const found = await layer.lookup(keys, stamps, citesOf);
          const ms = performance.now() - startedAt;
          for (const { outcome } of found) ledger.record({ type: 'lookup', layer: name, outcome, ms });
          return found;
        },
        () => {
          const ms = performance.now() - startedAt;
          return keys.map((): Lookup<T> => {
            ledger.record({ type: 'lookup', layer: name, outcome: 'miss', ms });
            return { outcome: 'miss', reason: 'cache_down' };
          });
        },
      );
    },
    store: (items) =>
      guarded(
        'writes',
        async () => {
          await layer.store(items);
          ledger.record({ type: 'store', layer: name, entries: items.length });
        },
        () => undefined,
      ),
    drop: (keys) =>
      guarded(
        'writes',
        async () => {
          await layer.drop(keys);
          ledger.record({ type: 'drop', layer: name, entries: keys.length });
        },
        () => undefined,
      ),
  };
}
