import { HandClock, held, turn, ledgerParts } from '../../../../test/support/core-fakes';
import { BackgroundStores } from '../background-stores';
import { TIMELESS } from '../contract';
import { cacheKey } from '../../question/keys';
import { QueuedShelf } from './queued-shelf';
import { VectorLayer, type VectorShelf } from './vector-layer';

const key = cacheKey('vector', ['text']);
const value = Float32Array.of(1, 0);

function setUp(put: VectorShelf['put']) {
  const { ledger, gauges } = ledgerParts();
  const stores = new BackgroundStores(ledger);
  const take: VectorShelf['take'] = (keys) => Promise.resolve(keys.map(() => null));
  const shelf = new QueuedShelf({ put, take, drop: () => Promise.resolve() }, stores, 'database');
  const clock = new HandClock();
  const layer = new VectorLayer({
    name: 'l2_embedding',
    ttlMs: 1_000,
    maxBytes: 10_000,
    ledger,
    gauges,
    clock,
    shelf,
  });
  return { layer, stores };
}

describe('a vector on a shelf that is slow', () => {
  it('is in memory at once, and on the shelf before a shutdown ends', async () => {
    const hold = held();
    const put = jest.fn(() => hold.promise);
    const { layer, stores } = setUp(put);
    const stored = layer.store([{ key, value, stamps: TIMELESS }]);
    await turn();
    expect(await layer.lookup([key])).toMatchObject([{ outcome: 'fresh', value }]);

    let isDrained = false;
    const drained = stores.beforeApplicationShutdown().then(() => (isDrained = true));
    await turn();
    expect(isDrained).toBe(false);
    hold.resolve();
    await Promise.all([stored, drained]);
    expect(put).toHaveBeenCalledTimes(1);
  });

  it('stays in memory when the shelf fails, which is told', async () => {
    const { layer } = setUp(() => Promise.reject(new Error('disk')));
    await expect(layer.store([{ key, value, stamps: TIMELESS }])).rejects.toThrow('disk');
    expect(await layer.lookup([key])).toMatchObject([{ outcome: 'fresh' }]);
  });
});
