import { HandClock, passage, settingsWith, textForm, ledgerParts } from '../../../../test/support/core-fakes';
import { Ledger } from '../../ledger/bus';
import { BackgroundStores } from '../background-stores';
import { contextForm } from '../entry.forms';
import { cacheKey } from '../../question/keys';
import { observe } from '../observe';
import { passagesBytes } from '../sizes';
import { TextLayer } from '../text-layer';
import { SharedStore } from '../../../../test/support/shared-store';
import { EntryCounts } from './entry-counts';
import { RemoteShelf } from './remote-shelf';
import { RemoteTiers } from './remote-tiers';

const key = cacheKey('answer', ['a']);
const item = (value: string, stamps = 'a1') => ({ key, value, stamps });

/** One instance over the store. */
function instance(store: SharedStore, popularTtlMs?: number) {
  const { ledger, counters, gauges } = ledgerParts();
  const clock = new HandClock();
  const tiers = new RemoteTiers(store, new BackgroundStores(ledger), clock, settingsWith());
  const name = 'l1_answer';
  const tier = tiers.tier(name, { form: textForm, bytesOf: (text) => text.length });
  const options = {
    name,
    ttlMs: 1_000,
    popularTtlMs,
    maxBytes: 100_000,
    ledger,
    gauges,
    clock,
    bytesOf: (text: string) => text.length,
  } as const;
  const layer = new TextLayer<string>({ ...options, remote: { tier, isAlone: false } });
  const faults = { down: jest.fn(), up: jest.fn() };
  return { layer: observe(layer, { name, ledger, faults }), clock, counters, faults };
}

describe('a layer over a shared store', () => {
  it('finds on one instance what another stored', async () => {
    const store = new SharedStore();
    const [a, b] = [instance(store), instance(store)];
    await a.layer.store([item('answer')]);
    expect(await b.layer.lookup([key], 'a1')).toMatchObject([{ outcome: 'fresh', value: 'answer' }]);
    expect(await b.layer.lookup([key], 'a2')).toMatchObject([{ outcome: 'outdated' }]);
  });

  it('counts what a store that waits keeps alive, with its passages', () => {
    const stores = new BackgroundStores(new Ledger());
    const add = jest.spyOn(stores, 'add');
    const tiers = new RemoteTiers(new SharedStore(), stores, new HandClock(), settingsWith());
    const tier = tiers.tier('l3_context', { form: contextForm, bytesOf: passagesBytes });
    const value = [passage('a'.repeat(5_000))];
    void tier.set(key, { value, stamps: 'a1', storedAt: 0, expiresAt: 2e12, bytes: 1, cites: [] });
    expect(add.mock.calls[0]?.[0].bytes).toBeGreaterThan(5_000);
  });

  it('asks the store once and memory from then on', async () => {
    const store = new SharedStore();
    const [a, b] = [instance(store), instance(store)];
    await a.layer.store([item('answer')]);
    for (let round = 0; round < 3; round++) await b.layer.lookup([key], 'a1');
    expect(store.reads).toBe(1);
  });

  it('takes over what another instance stored anew, although memory still has the outdated', async () => {
    const store = new SharedStore();
    const [a, b] = [instance(store), instance(store)];
    await b.layer.store([item('old', 'a1')]);
    await a.layer.store([item('new', 'a2')]);
    expect(await b.layer.lookup([key], 'a2')).toMatchObject([{ outcome: 'fresh', value: 'new' }]);
  });

  it('keeps the expiry that an entry had when it is taken up into memory', async () => {
    const store = new SharedStore();
    const [a, b] = [instance(store), instance(store)];
    await a.layer.store([item('answer')]);
    b.clock.advance(800);
    expect(await b.layer.lookup([key], 'a1')).toMatchObject([{ outcome: 'fresh' }]);
    b.clock.advance(300);
    expect(await b.layer.lookup([key], 'a1')).toEqual([{ outcome: 'miss', reason: 'expired' }]);
  });

  it('lets what is popular on one instance live on for the others, who had it with its first expiry', async () => {
    const store = new SharedStore();
    const [a, b] = [instance(store, 5_000), instance(store, 5_000)];
    await a.layer.store([item('answer')]);
    await b.layer.lookup([key], 'a1');
    const since = a.clock.now();
    for (const { clock } of [a, b]) clock.advance(850);
    let [found] = await a.layer.lookup([key], 'a1');
    for (let hit = 2; hit <= 8; hit++) [found] = await a.layer.lookup([key], 'a1');
    expect(found).toMatchObject({ outcome: 'fresh', isPopular: true });
    await a.layer.store([{ ...item('answer'), since }]);
    expect(store.entries.get(key)?.ttlMs).toBeGreaterThanOrEqual(900);
    for (const { clock } of [a, b]) clock.advance(300);
    expect(await b.layer.lookup([key], 'a1')).toMatchObject([{ outcome: 'fresh', storedAt: since }]);
    expect(await a.layer.lookup([key], 'a1')).toMatchObject([{ outcome: 'fresh', storedAt: since }]);
  });

  it('answers from memory while the store is down, counts every failure, and leaves the log to who holds the connection', async () => {
    const store = new SharedStore();
    const { layer, counters, faults } = instance(store);
    await layer.store([item('answer')]);
    store.isDown = true;
    expect(await layer.lookup([key], 'a1')).toMatchObject([{ outcome: 'fresh' }]);
    const other = cacheKey('answer', ['b']);
    expect(await layer.lookup([other], 'a1')).toEqual([{ outcome: 'miss', reason: 'cache_down' }]);
    await layer.store([{ key: other, value: 'kept in memory', stamps: 'a1' }]);
    expect(await layer.lookup([other], 'a1')).toMatchObject([{ outcome: 'fresh' }]);
    expect(counters.layers.l1_answer.faults).toBe(2);
    expect(faults.down).not.toHaveBeenCalled();
  });

  it('counts an entry that it cannot read as a miss and writes over it', async () => {
    const store = new SharedStore();
    const { layer } = instance(store);
    store.entries.set(key, { key, bytes: Buffer.from('of another program'), ttlMs: 1 });
    expect(await layer.lookup([key], 'a1')).toEqual([{ outcome: 'miss', reason: 'unreadable' }]);
    await layer.store([item('answer')]);
    expect(await layer.lookup([key], 'a1')).toMatchObject([{ outcome: 'fresh' }]);
  });
});

const shelfOver = (store: SharedStore, clock: HandClock, ttlMs: number) =>
  new RemoteShelf({ store, clock, ttlMs, dimensions: 2, counts: new EntryCounts(store, clock) });

describe('vectors in a shared store', () => {
  const vector = Float32Array.of(0.6, 0.8);
  const shelved = { key, vector, storedAt: 0, expiresAt: 5_000 };
  const shelf = (store: SharedStore) => shelfOver(store, new HandClock(), 86_400_000);

  it('are their raw bytes, and come back bit for bit', async () => {
    const store = new SharedStore();
    const clock = new HandClock();
    await shelfOver(store, clock, 1_000).put([{ ...shelved, expiresAt: clock.now() + 500 }]);
    expect(store.entries.get(key)?.bytes).toHaveLength(8);
    const [found] = await shelf(store).take([key]);
    expect([...(found?.vector ?? [])]).toEqual([...vector]);
  });

  it.each([Buffer.alloc(7), Buffer.from(Float32Array.of(1, Number.NaN).buffer), Buffer.alloc(0)])(
    'are not believed when they are damaged: %j',
    async (bytes) => {
      const store = new SharedStore();
      store.entries.set(key, { key, bytes, ttlMs: 1 });
      expect(await shelf(store).take([key])).toEqual([null]);
    },
  );
});
