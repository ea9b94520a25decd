import { describeLayerContract } from '../../../test/support/core-layer-contract';
import { HandClock, ledgerParts } from '../../../test/support/core-fakes';
import { cacheKey } from '../question/keys';
import { textBytes } from './sizes';
import { Layer } from './layer';

describeLayerContract<string>('Layer', {
  name: 'l1_answer',
  build: (surroundings) =>
    new Layer({ name: 'l1_answer', bytesOf: textBytes, further: null, ...surroundings }),
  value: (n) => `value ${String(n).padStart(3, '0')}`,
  large: (bytes) => 'x'.repeat(bytes),
  comparesStamps: true,
  outlivesMemory: false,
});

describe('Layer', () => {
  const { ledger, gauges } = ledgerParts();
  const clock = new HandClock();
  const options = {
    name: 'l1_answer',
    ttlMs: 1_000,
    maxBytes: 100_000,
    ledger,
    gauges,
    clock,
    bytesOf: textBytes,
    further: null,
  } as const;
  const key = cacheKey('answer', ['a']);

  it('gives back the very object that was stored, so that a hit is neither parsed nor cloned', async () => {
    const layer = new Layer<object>({ ...options, bytesOf: () => 1 });
    const value = { nested: ['kept'] };
    await layer.store([{ key, value, stamps: '' }]);
    const [found] = await layer.lookup([key], '');
    expect(found?.outcome === 'fresh' && found.value === value).toBe(true);
  });

  it('says the reason it was told for a missing entry, until there is one', async () => {
    const layer = new Layer(options);
    layer.explainMiss(key, 'refused_by_gate');
    expect(await layer.lookup([key], '')).toEqual([{ outcome: 'miss', reason: 'refused_by_gate' }]);
    await layer.store([{ key, value: 'answer', stamps: '' }]);
    await layer.drop([key]);
    expect(await layer.lookup([key], '')).toEqual([{ outcome: 'miss', reason: 'never_asked' }]);
  });

  it('counts at least the bytes that its values take', async () => {
    const layer = new Layer(options);
    await layer.store([{ key, value: 'x'.repeat(500), stamps: '' }]);
    expect(gauges.size('l1_answer').bytes).toBeGreaterThan(2 * 500 + key.length);
  });
});
