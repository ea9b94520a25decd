import fc from 'fast-check';
import { TIMELESS, type CacheLayer, type Item } from '../../src/core/cache/contract';
import { cacheKey, type CacheKey } from '../../src/core/question/keys';
import type { LayerName } from '../../src/core/ledger/events';
import type { Ledger } from '../../src/core/ledger/bus';
import type { Gauges } from '../../src/core/ledger/gauges';
import { HandClock, ledgerParts } from './core-fakes';

export interface LayerSurroundings {
  readonly ttlMs: number;
  readonly maxBytes: number;
  readonly ledger: Ledger;
  readonly gauges: Gauges;
  readonly clock: HandClock;
}

export interface LayerUnderContract<T> {
  readonly name: LayerName;
  readonly build: (surroundings: LayerSurroundings) => CacheLayer<T>;
  /** Values of equal size. Different numbers give different ones. */
  readonly value: (n: number) => T;
  /** Larger than `bytes`. */
  readonly large: (bytes: number) => T;
  /** False where everything stored is timeless, because what lies behind memory keeps no stamps. */
  readonly comparesStamps: boolean;
  /** True where entries that memory evicts are still found. */
  readonly outlivesMemory: boolean;
}

const TTL_MS = 10_000;
const key = (name: string | number): CacheKey => cacheKey('vector', [name]);

/** What every layer must do, whatever it keeps and wherever. */
export function describeLayerContract<T>(what: string, under: LayerUnderContract<T>): void {
  const [now, later] = under.comparesStamps ? ['a1', 'b2'] : [TIMELESS, TIMELESS];
  const setUp = (maxBytes = 1_000_000) => {
    const { ledger, counters, gauges } = ledgerParts();
    const clock = new HandClock();
    const layer = under.build({ ttlMs: TTL_MS, maxBytes, ledger, gauges, clock });
    const item = (name: string | number, n = 1, stamps = now): Item<T> => ({
      key: key(name),
      value: under.value(n),
      stamps,
    });
    const outcomes = async (names: readonly (string | number)[], stamps = now) =>
      (await layer.lookup(names.map(key), stamps)).map((found) =>
        found.outcome === 'miss' ? found.reason : found.outcome,
      );
    return { counters, gauges, clock, layer, item, outcomes };
  };
  /** Bytes that one entry is counted with. */
  const entryBytes = async (): Promise<number> => {
    const { layer, item, gauges } = setUp();
    await layer.store([item('a')]);
    return gauges.size(under.name).bytes;
  };

  describe(`${what} keeps the contract of layers`, () => {
    it('has one outcome per key, in order, also for none and for a key asked twice', async () => {
      const { layer, item } = setUp();
      const storedAt = new HandClock().now();
      await layer.store([item('a', 1), item('b', 2)]);
      const fresh = (n: number) => ({ outcome: 'fresh', value: under.value(n), storedAt });
      const miss = { outcome: 'miss', reason: 'never_asked' };
      expect(await layer.lookup(['b', 'x', 'a', 'b', 'x'].map(key), now)).toEqual([
        fresh(2),
        miss,
        fresh(1),
        fresh(2),
        miss,
      ]);
      expect(await layer.lookup([], now)).toEqual([]);
    });

    it('gives back what was stored last under each key, whatever was stored, dropped and asked before', async () => {
      const action = fc.record({
        name: fc.nat(5),
        n: fc.nat(99),
        does: fc.constantFrom('store', 'drop', 'ask'),
      });
      await fc.assert(
        fc.asyncProperty(fc.array(action, { maxLength: 20 }), async (actions) => {
          const { layer, item } = setUp();
          const model = new Map<number, number>();
          for (const { name, n, does } of actions) {
            if (does === 'store') await layer.store([item(name, n)]);
            if (does === 'drop') await layer.drop([key(name)]);
            if (does === 'store') model.set(name, n);
            if (does === 'drop') model.delete(name);
            const found = await layer.lookup([0, 1, 2, 3, 4, 5].map(key), now);
            found.forEach((lookup, at) => {
              const expected = model.get(at);
              expect(lookup.outcome === 'fresh' ? lookup.value : null).toEqual(
                expected === undefined ? null : under.value(expected),
              );
            });
          }
        }),
        { numRuns: 50 },
      );
    });

    if (under.comparesStamps) {
      it('calls what was stored under other stamps outdated, with its value, and fresh again under its own', async () => {
        const { layer, item, outcomes } = setUp();
        await layer.store([item('a', 1, now), item('b', 2, later)]);
        expect(await layer.lookup(['a', 'b'].map(key), later)).toEqual([
          { outcome: 'outdated', value: under.value(1) },
          expect.objectContaining({ outcome: 'fresh', value: under.value(2) }),
        ]);
        expect(await outcomes(['a', 'b'], now)).toEqual(['fresh', 'outdated']);
      });
    }

    it('replaces an entry with its time of storing', async () => {
      const { layer, item, clock } = setUp();
      await layer.store([item('a', 1)]);
      clock.advance(1_000);
      await layer.store([item('a', 2)]);
      expect(await layer.lookup([key('a')], now)).toEqual([
        { outcome: 'fresh', value: under.value(2), storedAt: clock.now() },
      ]);
    });

    it('forgets what is dropped and nothing else', async () => {
      const { layer, item, outcomes, gauges } = setUp();
      await layer.store([item('a'), item('b')]);
      await layer.drop([key('a'), key('never there')]);
      expect(await outcomes(['a', 'b'])).toEqual(['never_asked', 'fresh']);
      expect(gauges.size(under.name).entries).toBe(1);
    });

    it('ends an entry between 90 % and 100 % of its time after it was stored, not all at once', async () => {
      const { layer, item, clock, outcomes } = setUp();
      const names = Array.from({ length: 60 }, (_, name) => name);
      await layer.store(names.map((name) => item(name)));
      clock.advance(0.9 * TTL_MS - 1);
      expect(new Set(await outcomes(names))).toEqual(new Set(['fresh']));
      clock.advance(0.05 * TTL_MS);
      expect(new Set(await outcomes(names))).toEqual(new Set(['fresh', 'expired']));
      clock.advance(0.05 * TTL_MS + 1);
      expect(new Set(await outcomes(names))).toEqual(new Set(['expired']));
    });

    it('lets no hit move the end of an entry, and reclaims its bytes', async () => {
      const { layer, item, clock, outcomes, gauges } = setUp();
      await layer.store([item('a')]);
      for (let tenth = 1; tenth < 9; tenth++) {
        clock.advance(TTL_MS / 10);
        expect(await outcomes(['a'])).toEqual(['fresh']);
      }
      clock.advance((2 * TTL_MS) / 10);
      expect(await outcomes(['a'])).toEqual(['expired']);
      expect(gauges.size(under.name)).toEqual({ entries: 0, bytes: 0 });
      expect(await outcomes(['a'])).toEqual(['expired']);
      await layer.store([item('a')]);
      expect(await outcomes(['a'])).toEqual(['fresh']);
    });

    it('stays inside its bound in bytes whatever is stored, and counts every entry that had to go', async () => {
      const one = await entryBytes();
      const names = fc.array(fc.nat(20), { minLength: 1, maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(names, fc.integer({ min: 1, max: 6 }), async (stored, places) => {
          const { layer, item, counters, gauges } = setUp(places * one + one / 2);
          for (const name of stored) await layer.store([item(name)]);
          const { entries, bytes } = gauges.size(under.name);
          expect(bytes).toBeLessThanOrEqual(places * one);
          expect(entries).toBe(Math.min(places, new Set(stored).size));
          const { evicted } = counters.layers[under.name];
          // Each store adds an entry or replaces one. An entry that is neither held nor replaced was evicted.
          expect(evicted).toBeLessThanOrEqual(stored.length - entries);
          expect(evicted).toBeGreaterThanOrEqual(new Set(stored).size - entries);
        }),
        { numRuns: 50 },
      );
    });

    it('evicts what was used least recently', async () => {
      const { layer, item, outcomes, counters } = setUp(2 * (await entryBytes()));
      await layer.store([item('a'), item('b')]);
      await outcomes(['a']);
      await layer.store([item('c')]);
      expect(counters.layers[under.name].evicted).toBe(1);
      const gone = under.outlivesMemory ? 'fresh' : 'evicted';
      expect(await outcomes(['a', 'c'])).toEqual(['fresh', 'fresh']);
      expect(await outcomes(['b'])).toEqual([gone]);
      await layer.store([item('b')]);
      expect(await outcomes(['b'])).toEqual(['fresh']);
    });

    it('does not keep an entry larger than its bound in memory, nor the one that it replaces', async () => {
      const maxBytes = 2 * (await entryBytes());
      const { layer, item, outcomes, counters, gauges } = setUp(maxBytes);
      await layer.store([item('a'), item('b')]);
      await layer.store([{ ...item('a'), value: under.large(maxBytes) }]);
      expect(gauges.size(under.name).entries).toBe(1);
      expect(counters.layers[under.name].evicted).toBe(1);
      expect(await outcomes(['a', 'b'])).toEqual([under.outlivesMemory ? 'fresh' : 'evicted', 'fresh']);
    });
  });
}
