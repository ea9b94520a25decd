import fc from 'fast-check';
import {
  held,
  turn,
  untilRejectionsAreReported,
  type Held,
  ledgerParts,
} from '../../../test/support/core-fakes';
import { BACKGROUND_MAX_BYTES, BackgroundStores } from './background-stores';

function setUp() {
  const { ledger, counters } = ledgerParts();
  const stores = new BackgroundStores(ledger);
  const began: string[] = [];
  const settled: string[] = [];
  const holds = new Map<string, Held<void>>();
  /** Adds a store that runs until the test ends it. */
  const add = (name: string, bytes = 1): void => {
    const hold = held();
    holds.set(name, hold);
    const run = (): Promise<void> => {
      began.push(name);
      return hold.promise;
    };
    void stores.add({ place: 'database', bytes, run }).then(() => settled.push(name));
  };
  const end = async (name: string): Promise<void> => {
    holds.get(name)?.resolve();
    await turn();
  };
  const dropped = (): number => counters.work.backgroundDrops;
  return { stores, add, end, holds, began, settled, dropped };
}

describe('BackgroundStores', () => {
  it('begins the first store at once, before whoever added it goes on', () => {
    const { add, began } = setUp();
    add('a');
    expect(began).toEqual(['a']);
  });

  it('runs one store at a time, first in, first out, and settles each when it has run', async () => {
    const { add, end, began, settled } = setUp();
    ['a', 'b', 'c'].forEach((name) => {
      add(name);
    });
    await end('b');
    expect([began, settled]).toEqual([['a'], []]);
    await end('a');
    expect([began, settled]).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b'],
    ]);
    await end('c');
    add('d');
    await end('d');
    expect(settled).toEqual(['a', 'b', 'c', 'd']);
  });

  it('sends stores for a shared store at once, so that who asks next finds what was stored last', async () => {
    const { stores } = setUp();
    const began: number[] = [];
    const run = (n: number) => () => {
      began.push(n);
      return Promise.resolve();
    };
    const all = [1, 2, 3].map((n) => stores.add({ place: 'shared_store', bytes: 1, run: run(n) }));
    expect(began).toEqual([1, 2, 3]);
    await Promise.all(all);
  });

  it('keeps no place waiting for another, and is idle when both are', async () => {
    const { stores, add, end } = setUp();
    add('hangs');
    await stores.add({ place: 'shared_store', bytes: 1, run: () => Promise.resolve() });
    let isIdle = false;
    const idle = stores.idle().then(() => (isIdle = true));
    await turn();
    expect(isIdle).toBe(false);
    await end('hangs');
    await idle;
  });

  it('drops the oldest that wait when the bound in bytes is passed, counts them and settles their promises', async () => {
    const { add, end, began, settled, dropped } = setUp();
    add('running', BACKGROUND_MAX_BYTES);
    add('old', BACKGROUND_MAX_BYTES / 2);
    add('older than new', BACKGROUND_MAX_BYTES / 2);
    await turn();
    expect(dropped()).toBe(0);
    add('new', 1);
    await turn();
    expect([dropped(), settled]).toEqual([1, ['old']]);
    await end('running');
    await end('older than new');
    await end('new');
    expect(began).toEqual(['running', 'older than new', 'new']);
  });

  it('drops a store that is larger than the bound, and none of those that wait', async () => {
    const { add, settled, began, dropped } = setUp();
    add('running');
    add('waiting');
    add('huge', BACKGROUND_MAX_BYTES + 1);
    await turn();
    expect([began, settled, dropped()]).toEqual([['running'], ['huge'], 1]);
  });

  it.each([
    ['rejects', () => Promise.reject(new Error('defect'))],
    [
      'throws',
      () => {
        throw new Error('defect');
      },
    ],
  ])('loses only the store that %s, and tells whoever added it', async (_, run) => {
    const { stores, add, end, settled, dropped } = setUp();
    await expect(stores.add({ place: 'database', bytes: 1, run })).rejects.toThrow('defect');
    add('next');
    await end('next');
    expect([settled, dropped()]).toEqual([['next'], 0]);
    await untilRejectionsAreReported();
  });

  it('runs or drops every store, in order, and settles every promise, whatever comes at whatever time', async () => {
    const half = BACKGROUND_MAX_BYTES / 2;
    const step = fc.oneof(fc.constantFrom(1, half, half + 1, 2 * half, 2 * half + 1), fc.constant('end'));
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { add, holds, began, settled, dropped } = setUp();
        for (const [at, each] of steps.entries()) {
          if (typeof each === 'number') add(`${at}`, each);
          else holds.get(began.at(-1) ?? '')?.resolve();
          await turn();
        }
        for (const hold of holds.values()) hold.resolve();
        await turn();
        expect(began.map(Number)).toEqual(began.map(Number).sort((a, b) => a - b));
        expect([...settled].sort()).toEqual([...holds.keys()].sort());
        expect(began.length + dropped()).toBe(holds.size);
      }),
      { numRuns: 50 },
    );
  });
});

describe('BackgroundStores at shutdown', () => {
  beforeEach(() =>
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'queueMicrotask', 'performance', 'nextTick'] }),
  );
  afterEach(() => jest.useRealTimers());

  it('waits for what is queued and leaves no timer', async () => {
    const { stores, add, end, settled } = setUp();
    add('a');
    add('b');
    let isDown = false;
    const down = stores.beforeApplicationShutdown().then(() => (isDown = true));
    await end('a');
    expect(isDown).toBe(false);
    await end('b');
    await down;
    expect(settled).toEqual(['a', 'b']);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('does not wait at all when nothing is queued', async () => {
    await setUp().stores.beforeApplicationShutdown();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives up after three seconds on a store that hangs, and drops, counts and settles the others', async () => {
    const { stores, add, began, settled, dropped } = setUp();
    ['hangs', 'b', 'c'].forEach((name) => {
      add(name);
    });
    let isDown = false;
    const down = stores.beforeApplicationShutdown().then(() => (isDown = true));
    jest.advanceTimersByTime(2_999);
    await turn();
    expect(isDown).toBe(false);
    jest.advanceTimersByTime(1);
    await down;
    await turn();
    expect([began, settled, dropped()]).toEqual([['hangs'], ['b', 'c'], 2]);
  });
});
