import { describeLayerContract, type LayerSurroundings } from '../../../../test/support/core-layer-contract';
import { HandClock, ledgerParts } from '../../../../test/support/core-fakes';
import { cacheKey, type CacheKey } from '../../question/keys';
import { VectorLayer, type ShelvedVector, type VectorShelf } from './vector-layer';

/** A shelf in memory, which also keeps what has expired: the layer must not rely on it. */
class FakeShelf implements VectorShelf {
  readonly vectors = new Map<CacheKey, ShelvedVector>();
  readonly asked: (readonly CacheKey[])[] = [];

  take(keys: readonly CacheKey[]): Promise<(ShelvedVector | null)[]> {
    this.asked.push(keys);
    return Promise.resolve(keys.map((key) => this.vectors.get(key) ?? null));
  }

  put(vectors: readonly (ShelvedVector & { readonly key: CacheKey })[]): Promise<void> {
    for (const { key, ...stored } of vectors) this.vectors.set(key, stored);
    return Promise.resolve();
  }

  drop(keys: readonly CacheKey[]): Promise<void> {
    for (const key of keys) this.vectors.delete(key);
    return Promise.resolve();
  }
}

const name = 'l2_embedding';
const vectors = {
  name,
  value: (n: number) => Float32Array.of(n, 1),
  large: (bytes: number) => new Float32Array(bytes),
  comparesStamps: false,
} as const;

describeLayerContract<Float32Array>('VectorLayer', {
  ...vectors,
  build: (surroundings) => new VectorLayer({ name, shelf: null, ...surroundings }),
  outlivesMemory: false,
});

describeLayerContract<Float32Array>('VectorLayer over a shelf', {
  ...vectors,
  build: (surroundings) => new VectorLayer({ name, shelf: new FakeShelf(), ...surroundings }),
  outlivesMemory: true,
});

describe('VectorLayer over a shelf', () => {
  const key = (text: string): CacheKey => cacheKey('vector', [text]);
  const setUp = (more: Partial<LayerSurroundings> = {}) => {
    const shelf = new FakeShelf();
    const { ledger, gauges } = ledgerParts();
    const clock = new HandClock();
    const options = { name, ttlMs: 1_000, maxBytes: 100_000, ledger, gauges, clock, shelf, ...more } as const;
    return { shelf, gauges, clock, build: () => new VectorLayer(options) };
  };
  const item = (text: string, n: number) => ({ key: key(text), value: Float32Array.of(n), stamps: '' });

  it('survives a restart: takes up what the shelf has, with its age, and asks for it once', async () => {
    const { shelf, clock, build } = setUp();
    await build().store([item('a', 1), item('b', 2)]);
    const storedAt = clock.now();
    clock.advance(500);
    const restarted = build();
    for (let round = 0; round < 2; round++) {
      expect(await restarted.lookup([key('a'), key('x'), key('b')])).toEqual([
        { outcome: 'fresh', value: Float32Array.of(1), storedAt },
        { outcome: 'miss', reason: 'never_asked' },
        { outcome: 'fresh', value: Float32Array.of(2), storedAt },
      ]);
    }
    expect(shelf.asked).toEqual([[key('a'), key('x'), key('b')], [key('x')]]);
  });

  it('finds all that is on the shelf, also where memory holds less than one look-up asks for', async () => {
    const texts = Array.from({ length: 50 }, (_, n) => `text ${n}`);
    const { build, gauges } = setUp({ maxBytes: 3_000 });
    const layer = build();
    await layer.store(texts.map((text, n) => item(text, n)));
    const found = await layer.lookup(texts.map(key));
    expect(found.map((lookup) => lookup.outcome === 'fresh' && lookup.value[0])).toEqual(
      texts.map((_, n) => n),
    );
    expect(gauges.size(name).bytes).toBeLessThanOrEqual(3_000);
  });

  it('does not serve what expired on the shelf', async () => {
    const { build, clock } = setUp();
    await build().store([item('a', 1)]);
    clock.advance(1_000);
    expect(await build().lookup([key('a')])).toEqual([{ outcome: 'miss', reason: 'expired' }]);
  });

  it('drops from the shelf as well', async () => {
    const { build, shelf } = setUp();
    const layer = build();
    await layer.store([item('a', 1), item('b', 2)]);
    await layer.drop([key('a')]);
    expect([...shelf.vectors.keys()]).toEqual([key('b')]);
  });
});
