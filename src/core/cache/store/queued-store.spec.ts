import { HandClock, held, turn, ledgerParts } from '../../../../test/support/core-fakes';
import { BackgroundStores } from '../background-stores';
import { TIMELESS } from '../contract';
import { cacheKey } from '../../question/keys';
import { Layer } from '../layer';
import { QueuedStore } from './queued-store';
import type { Store } from './store';

const key = cacheKey('vector', ['text']);
const value = Float32Array.of(1, 0);

function setUp(setMany: Store<Float32Array>['setMany']) {
  const { ledger, gauges } = ledgerParts();
  const stores = new BackgroundStores(ledger);
  const slow: Store<Float32Array> = {
    getMany: (keys) => Promise.resolve(keys.map(() => undefined)),
    setMany,
    deleteMany: () => undefined,
  };
  const bytesOf = ({ byteLength }: Float32Array) => byteLength;
  const layer = new Layer<Float32Array>({
    name: 'l2_embedding',
    ttlMs: 1_000,
    maxBytes: 10_000,
    bytesOf,
    ledger,
    gauges,
    clock: new HandClock(),
    further: {
      store: new QueuedStore({ store: slow, stores, place: 'database', bytesOf }),
      isAlone: false,
    },
  });
  return { layer, stores };
}

describe('a vector in a store that is slow', () => {
  it('is in memory at once, and in the store before a shutdown ends', async () => {
    const hold = held();
    const put = jest.fn(() => hold.promise);
    const { layer, stores } = setUp(put);
    const stored = layer.store([{ key, value, stamps: TIMELESS }]);
    await turn();
    expect(await layer.lookup([key], TIMELESS)).toMatchObject([{ outcome: 'fresh', value }]);

    let isDrained = false;
    const drained = stores.beforeApplicationShutdown().then(() => (isDrained = true));
    await turn();
    expect(isDrained).toBe(false);
    hold.resolve();
    await Promise.all([stored, drained]);
    expect(put).toHaveBeenCalledTimes(1);
  });

  it('stays in memory when the store fails, which is told', async () => {
    const { layer } = setUp(() => Promise.reject(new Error('disk')));
    await expect(layer.store([{ key, value, stamps: TIMELESS }])).rejects.toThrow('disk');
    expect(await layer.lookup([key], TIMELESS)).toMatchObject([{ outcome: 'fresh' }]);
  });
});
