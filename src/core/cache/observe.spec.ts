import { Ledger } from '../ledger/ledger';
import type { CacheLayer, Lookup } from './contract';
import { cacheKey } from './keys';
import { observe } from './observe';

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
  };
  const ledger = new Ledger();
  const log: string[] = [];
  const faults = {
    down: (error: unknown) => log.push(`down: ${error instanceof Error ? error.message : ''}`),
    up: () => log.push('up'),
  };
  return {
    state,
    ledger,
    log,
    counts: ledger.layers.l1_answer,
    observed: observe(layer, { name: 'l1_answer', ledger, faults }),
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

  it('logs one line when it goes down and one when it works again, however often it is called between', async () => {
    const { observed, state, log } = setUp();
    for (const health of ['works', 'rejects', 'throws', 'rejects', 'works', 'works', 'throws'] as const) {
      state.health = health;
      await observed.lookup(keys, 's');
      await observed.store(items);
    }
    expect(log).toEqual(['down: gone', 'up', 'down: broken']);
  });
});
