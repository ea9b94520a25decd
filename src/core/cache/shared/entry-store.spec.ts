import { HandClock, passage, settingsWith, textForm, ledgerParts } from '../../../../test/support/core-fakes';
import { Ledger } from '../../ledger/bus';
import { BackgroundStores } from '../background-stores';
import { TIMELESS } from '../contract';
import { VectorForm } from '../l2-embedding/vector.form';
import { contextForm } from '../l3-context/context-entry';
import { Layer } from '../layer';
import { cacheKey } from '../../question/keys';
import { ObservedLayer } from '../observe';
import { passagesBytes } from '../sizes';
import { SharedStore } from '../../../../test/support/shared-store';
import { addressed } from './address';
import { SharedEntries } from './shared-entries';

const key = cacheKey('answer', ['a']);
const item = (value: string, stamps = 'a1') => ({ key, value, stamps });

interface Instance {
  readonly ledger?: Ledger;
  readonly clock?: HandClock;
  readonly stores?: BackgroundStores;
}

/** What one instance has in the store. */
function entriesOver(
  store: SharedStore,
  { ledger = new Ledger(), clock = new HandClock(), stores = new BackgroundStores(ledger) }: Instance = {},
): SharedEntries {
  return new SharedEntries(store, stores, clock, settingsWith());
}

/** One instance over the store. */
function instance(store: SharedStore, popularTtlMs?: number) {
  const { ledger, counters, gauges } = ledgerParts();
  const clock = new HandClock();
  const name = 'l1_answer';
  const entries = entriesOver(store, { ledger, clock });
  const further = { store: entries.storeOf(name, { form: textForm, bytesOf: (text) => text.length }) };
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
  const layer = new Layer<string>({ ...options, further: { ...further, isAlone: false } });
  const faults = { down: jest.fn(), up: jest.fn() };
  return { layer: new ObservedLayer(layer, { name, ledger, faults }), clock, counters, faults };
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
    const entries = entriesOver(new SharedStore(), { stores });
    const contexts = entries.storeOf('l3_context', { form: contextForm, bytesOf: passagesBytes });
    const value = [passage('a'.repeat(5_000))];
    void contexts.setMany([{ key, value, stamps: 'a1', storedAt: 0, expiresAt: 2e12, cites: [] }]);
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

  it('looks behind memory for one that is young enough, and for one that was just stored', async () => {
    const store = new SharedStore();
    const [a, b] = [instance(store), instance(store)];
    await b.layer.store([item('old')]);
    for (const { clock } of [a, b]) clock.advance(500);
    await a.layer.store([item('new')]);
    expect(await b.layer.lookup([key], 'a1')).toMatchObject([{ value: 'old' }]);
    expect(await b.layer.lookup([key], 'a1', { maxAgeMs: 400 })).toMatchObject([{ value: 'new' }]);
    await b.layer.store([item('old again')]);
    await a.layer.store([item('newest')]);
    expect(await b.layer.lookup([key], 'a1', { pastMemory: true })).toMatchObject([{ value: 'newest' }]);
    for (const { clock } of [a, b]) clock.advance(401);
    expect(await b.layer.lookup([key], 'a1', { maxAgeMs: 400 })).toEqual([
      { outcome: 'miss', reason: 'bypassed' },
    ]);
    store.entries.clear();
    expect(await b.layer.lookup([key], 'a1', { pastMemory: true })).toMatchObject([{ outcome: 'miss' }]);
  });

  it('takes an entry of an instance whose clock is ahead for young by no wish', async () => {
    const store = new SharedStore();
    const [ahead, b] = [instance(store), instance(store)];
    ahead.clock.advance(1);
    await ahead.layer.store([item('answer')]);
    expect(await b.layer.lookup([key], 'a1', { maxAgeMs: 1_000_000 })).toEqual([
      { outcome: 'miss', reason: 'bypassed' },
    ]);
    expect(await b.layer.lookup([key], 'a1')).toMatchObject([{ outcome: 'fresh' }]);
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

  it('takes the entry of another key for none, although it is whole', async () => {
    const store = new SharedStore();
    const [a, b] = [instance(store), instance(store)];
    await a.layer.store([item('answer of another tenant')]);
    const own = cacheKey('answer', ['b']);
    store.entries.set(own, {
      key: own,
      bytes: store.entries.get(key)?.bytes ?? Buffer.alloc(0),
      ttlMs: 1_000,
    });
    expect(await b.layer.lookup([own], 'a1')).toEqual([{ outcome: 'miss', reason: 'unreadable' }]);
    expect(await b.layer.lookup([key], 'a1')).toMatchObject([{ outcome: 'fresh' }]);
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

describe('contexts in a shared store', () => {
  it('are looked up together: one command for the entries and one for all their passages', async () => {
    const store = new SharedStore();
    const contexts = (instance: SharedEntries) =>
      instance.storeOf('l3_context', { form: contextForm, bytesOf: passagesBytes });
    const [a, b] = [contexts(entriesOver(store)), contexts(entriesOver(store))];
    const common = passage('in all of them');
    const entries = ['one', 'two', 'three'].map((name) => ({
      key: cacheKey('context', [name]),
      value: [common, passage(name)],
      stamps: 'a1',
      storedAt: 1_800_000_000_000,
      expiresAt: 1_800_000_001_000,
      cites: [],
    }));
    await a.setMany(entries);
    const [reads, other] = [store.reads, cacheKey('context', ['never stored'])];
    const found = await b.getMany([other, ...entries.map((entry) => entry.key)], 'a1');
    expect(found.map((each) => each !== 'unreadable' && each?.value)).toEqual([
      undefined,
      ...entries.map(({ value }) => value),
    ]);
    expect(store.reads - reads).toBe(2);
  });
});

describe('vectors in a shared store', () => {
  const value = Float32Array.of(0.6, 0.8);
  const vectorsOver = (store: SharedStore, { clock = new HandClock(), ttlMs = 86_400_000 } = {}) =>
    entriesOver(store, { clock }).storeOf('l2_embedding', {
      form: new VectorForm({ clock, ttlMs, dimensions: 2 }),
      bytesOf: ({ byteLength }) => byteLength,
    });

  it('are their raw bytes behind the address, and come back bit for bit', async () => {
    const store = new SharedStore();
    const clock = new HandClock();
    const entry = { key, value, stamps: TIMELESS, storedAt: 0, expiresAt: clock.now() + 500, cites: [] };
    await vectorsOver(store, { clock, ttlMs: 1_000 }).setMany([entry]);
    expect(store.entries.get(key)?.bytes).toHaveLength(10 + 8);
    expect(await vectorsOver(store).getMany([key], TIMELESS)).toMatchObject([{ value, stamps: TIMELESS }]);
  });

  it.each([Buffer.alloc(7), Buffer.from(Float32Array.of(1, Number.NaN).buffer), Buffer.alloc(0)])(
    'are not believed when they are damaged: %j',
    async (bytes) => {
      const store = new SharedStore();
      store.entries.set(key, { key, bytes: addressed(key, bytes), ttlMs: 1 });
      expect(await vectorsOver(store).getMany([key], TIMELESS)).toEqual(['unreadable']);
    },
  );

  it('are not believed when they are those of another text', async () => {
    const store = new SharedStore();
    const other = cacheKey('vector', ['another text']);
    const expiresAt = new HandClock().now() + 500;
    await vectorsOver(store).setMany([{ key, value, stamps: TIMELESS, storedAt: 0, expiresAt, cites: [] }]);
    const bytes = store.entries.get(key)?.bytes ?? Buffer.alloc(0);
    store.entries.set(other, { key: other, bytes, ttlMs: 1 });
    expect(await vectorsOver(store).getMany([other, key], TIMELESS)).toMatchObject(['unreadable', { value }]);
  });
});
