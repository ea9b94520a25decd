import { ledgerParts } from '../../../test/support/core-fakes';
import type { CacheLayer, Lookup } from './contract';
import { cacheKey } from '../question/keys';
import { ObservedLayer, type LayerWork } from './observe';

const keys = ['a', 'b', 'c'].map((name) => cacheKey('answer', [name]));
const found: Lookup<string>[] = [
  { outcome: 'fresh', value: 'A', storedAt: 1 },
  { outcome: 'outdated', value: 'B' },
  { outcome: 'miss', reason: 'expired' },
];
const items = keys.map((key) => ({ key, value: 'v', stamps: '' }));

/** A layer that works, rejects or throws as it is told. */
function setUp() {
  const state: { health: 'works' | 'rejects' | 'throws' } = { health: 'works' };
  const give = <R>(result: R): Promise<R> => {
    if (state.health === 'throws') throw new Error('broken');
    return state.health === 'works' ? Promise.resolve(result) : Promise.reject(new Error('gone'));
  };
  const layer: CacheLayer<string> = {
    lookup: () => give(found),
    store: () => give(undefined),
    drop: () => give(undefined),
    cite: () => give(undefined),
    explainMiss: () => undefined,
  };
  const { ledger, counters } = ledgerParts();
  const log: string[] = [];
  const faults = {
    down: (work: LayerWork, error: unknown) =>
      log.push(`${work} down: ${error instanceof Error ? error.message : ''}`),
    up: (work: LayerWork) => log.push(`${work} up`),
  };
  return {
    state,
    ledger,
    log,
    counts: counters.layers.l1_answer,
    observed: new ObservedLayer(layer, { name: 'l1_answer', ledger, faults }),
  };
}

describe('a layer under observation', () => {
  it('passes everything on and puts outcomes, times and entries into the ledger', async () => {
    const { observed, counts, log } = setUp();
    expect(await observed.lookup(keys, 's')).toEqual(found);
    await observed.store(items);
    await observed.drop(keys.slice(1));
    expect(counts).toMatchObject({ fresh: 1, outdated: 1, missed: 1, stored: 3, dropped: 2, faults: 0 });
    expect([counts.hitTimes.count, counts.missTimes.count]).toEqual([1, 2]);
    expect(log).toEqual([]);
  });

  it.each(['rejects', 'throws'] as const)(
    'that %s is empty: a counted miss per key, and nobody else fails',
    async (health) => {
      const { observed, state, counts } = setUp();
      state.health = health;
      expect(await observed.lookup(keys, 's')).toEqual(
        keys.map(() => ({ outcome: 'miss', reason: 'cache_down' })),
      );
      await expect(observed.store(items)).resolves.toBeUndefined();
      await expect(observed.drop(keys)).resolves.toBeUndefined();
      expect(counts).toMatchObject({ fresh: 0, missed: 3, stored: 0, dropped: 0, faults: 3 });
      expect(counts.missTimes.count).toBe(3);
    },
  );

  it('logs one line when look-ups begin to fail and one when they work again, however often they are made between', async () => {
    const { observed, state, log } = setUp();
    for (const health of ['works', 'rejects', 'throws', 'rejects', 'works', 'works', 'throws'] as const) {
      state.health = health;
      await observed.lookup(keys, 's');
    }
    expect(log).toEqual(['reads down: gone', 'reads up', 'reads down: broken']);
  });

  it('that answers look-ups and refuses stores, as a full Redis does, logs that once', async () => {
    const { observed, state, log } = setUp();
    for (let question = 0; question < 3; question++) {
      state.health = 'works';
      await observed.lookup(keys, 's');
      state.health = 'rejects';
      await observed.store(items);
      await observed.drop(keys);
    }
    expect(log).toEqual(['writes down: gone']);
    state.health = 'works';
    await observed.store(items);
    expect(log).toEqual(['writes down: gone', 'writes up']);
  });
});
