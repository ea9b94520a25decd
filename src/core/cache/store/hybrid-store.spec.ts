import { describeLayerContract, type LayerSurroundings } from '../../../../test/support/core-layer-contract';
import { HandClock, ledgerParts } from '../../../../test/support/core-fakes';
import { cacheKey, type CacheKey } from '../../question/keys';
import { TIMELESS } from '../contract';
import { Layer } from '../layer';
import type { Entry, Found, Store } from './store';

/** A store of vectors in memory, which also keeps what has expired: the layer must not rely on it. */
class FakeStore implements Store<Float32Array> {
  readonly vectors = new Map<CacheKey, Entry<Float32Array>>();
  readonly asked: (readonly CacheKey[])[] = [];

  getMany(keys: readonly CacheKey[]): Promise<Found<Float32Array>[]> {
    this.asked.push(keys);
    return Promise.resolve(keys.map((key) => this.vectors.get(key)));
  }

  setMany(entries: readonly Entry<Float32Array>[]): void {
    for (const entry of entries) this.vectors.set(entry.key, { ...entry, stamps: TIMELESS });
  }

  deleteMany(keys: readonly CacheKey[]): void {
    for (const key of keys) this.vectors.delete(key);
  }
}

const name = 'l2_embedding';
const bytesOf = ({ byteLength }: Float32Array) => byteLength;
const over = (store: FakeStore) => ({ store, isAlone: false });
const vectors = {
  name,
  value: (n: number) => Float32Array.of(n, 1),
  large: (bytes: number) => new Float32Array(bytes),
} as const;

describeLayerContract<Float32Array>('A layer of vectors', {
  ...vectors,
  build: (surroundings) => new Layer({ name, bytesOf, further: null, ...surroundings }),
  comparesStamps: true,
  outlivesMemory: false,
});

describeLayerContract<Float32Array>('A layer of vectors in front of another store', {
  ...vectors,
  build: (surroundings) => new Layer({ name, bytesOf, further: over(new FakeStore()), ...surroundings }),
  comparesStamps: false,
  outlivesMemory: true,
});

describe('Memory in front of another store', () => {
  const key = (text: string): CacheKey => cacheKey('vector', [text]);
  const setUp = (more: Partial<LayerSurroundings> = {}) => {
    const behind = new FakeStore();
    const { ledger, gauges } = ledgerParts();
    const clock = new HandClock();
    const options = {
      name,
      ttlMs: 1_000,
      maxBytes: 100_000,
      ledger,
      gauges,
      clock,
      bytesOf,
      ...more,
    } as const;
    return { behind, gauges, clock, build: () => new Layer({ ...options, further: over(behind) }) };
  };
  const item = (text: string, n: number) => ({ key: key(text), value: Float32Array.of(n), stamps: TIMELESS });

  it('survives a restart: takes up what the store has, with its age, and asks for it once', async () => {
    const { behind, clock, build } = setUp();
    await build().store([item('a', 1), item('b', 2)]);
    const storedAt = clock.now();
    clock.advance(500);
    const restarted = build();
    for (let round = 0; round < 2; round++) {
      expect(await restarted.lookup([key('a'), key('x'), key('b')], TIMELESS)).toEqual([
        { outcome: 'fresh', value: Float32Array.of(1), storedAt },
        { outcome: 'miss', reason: 'never_asked' },
        { outcome: 'fresh', value: Float32Array.of(2), storedAt },
      ]);
    }
    expect(behind.asked).toEqual([[key('a'), key('x'), key('b')], [key('x')]]);
  });

  it('answers without a promise what memory has, and asks nobody', async () => {
    const { behind, build } = setUp();
    const layer = build();
    await layer.store([item('a', 1), item('b', 2)]);
    expect(layer.lookup([key('b'), key('a')], TIMELESS)).toMatchObject([
      { outcome: 'fresh', value: Float32Array.of(2) },
      { outcome: 'fresh', value: Float32Array.of(1) },
    ]);
    expect(behind.asked).toEqual([]);
  });

  it('finds all that the store has, also where memory holds less than one look-up asks for', async () => {
    const texts = Array.from({ length: 50 }, (_, n) => `text ${n}`);
    const { build, gauges } = setUp({ maxBytes: 3_000 });
    const layer = build();
    await layer.store(texts.map((text, n) => item(text, n)));
    const found = await layer.lookup(texts.map(key), TIMELESS);
    expect(found.map((lookup) => lookup.outcome === 'fresh' && lookup.value[0])).toEqual(
      texts.map((_, n) => n),
    );
    expect(gauges.size(name).bytes).toBeLessThanOrEqual(3_000);
  });

  it('does not serve what expired in the store, nor takes it up', async () => {
    const { build, clock, gauges } = setUp();
    await build().store([item('a', 1)]);
    clock.advance(1_000);
    expect(await build().lookup([key('a')], TIMELESS)).toEqual([{ outcome: 'miss', reason: 'expired' }]);
    expect(gauges.size(name).entries).toBe(0);
  });

  it('drops from the store as well', async () => {
    const { build, behind } = setUp();
    const layer = build();
    await layer.store([item('a', 1), item('b', 2)]);
    await layer.drop([key('a')]);
    expect([...behind.vectors.keys()]).toEqual([key('b')]);
  });
});
