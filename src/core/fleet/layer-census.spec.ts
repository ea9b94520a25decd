import { HandClock, ledgerParts, settingsWith } from '../../../test/support/core-fakes';
import { SharedStore } from '../../../test/support/shared-store';
import { BackgroundStores } from '../cache/background-stores';
import { SharedEntries } from '../cache/shared/shared-entries';
import { LAYERS } from '../ledger/events';
import { LayerCensus } from './layer-census';
import { OnceASecond } from './once-a-second';

function setUp() {
  const { ledger, gauges } = ledgerParts();
  const [store, settings] = [new SharedStore(), settingsWith({ type: 'redis' })];
  const entries = new SharedEntries(store, new BackgroundStores(ledger), new HandClock(), settings);
  const census = new LayerCensus(gauges, entries, settings, new OnceASecond());
  return { store, census, counted: jest.spyOn(store, 'countIndexed') };
}

describe('a census of the shared store', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_800_000_000_000, doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is taken once for a hundred who ask at once, and again after a second', async () => {
    const { census, counted } = setUp();
    for (const times of [1, 2]) {
      await Promise.all(Array.from({ length: 100 }, () => census.sizes()));
      expect(counted).toHaveBeenCalledTimes(times * LAYERS.length);
      jest.advanceTimersByTime(1_001);
    }
  });

  it('tells the memory that the store uses, asked once for all who ask at once; null while it is away', async () => {
    const { store, census } = setUp();
    const asked = jest.spyOn(store, 'memoryUsed');
    expect(await Promise.all([census.memoryUsed(), census.memoryUsed()])).toEqual([1_000, 1_000]);
    expect(asked).toHaveBeenCalledTimes(1);
    store.isDown = true;
    jest.advanceTimersByTime(1_001);
    expect(await census.memoryUsed()).toBeNull();
  });

  it('that failed is not kept: the next counts what is there', async () => {
    const { store, census } = setUp();
    store.isDown = true;
    expect(await census.shared()).toBeNull();
    store.isDown = false;
    jest.advanceTimersByTime(2);
    expect(await census.shared()).toMatchObject({ l1_answer: { entries: 0 } });
  });
});
