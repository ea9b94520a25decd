import { Logger } from '@nestjs/common';
import { HandClock, settingsWith, noRemote, textForm, ledgerParts } from '../../../test/support/core-fakes';
import { LAYERS } from '../ledger/events';
import { cacheKey } from '../question/keys';
import { Layers } from './layers';
import { PASSAGES_SHARE } from './shared/shared-entries';
import { NO_LAYER } from './no-layer';
import type { Store } from './store/store';

const key = cacheKey('answer', ['a']);
const items = [{ key, value: 'v', stamps: '' }];
const setUp = (enabled: boolean, onDisk: Store<string> | null = null) => {
  const { ledger, counters, gauges } = ledgerParts();
  const layers = new Layers(
    settingsWith({ enabled, maxBytes: 100_001 }),
    ledger,
    gauges,
    new HandClock(),
    noRemote(),
  );
  return {
    counters,
    gauges,
    layers,
    text: layers.build('l1_answer', { ttlMs: 1_000, bytesOf: () => 1, form: textForm, onDisk }),
  };
};

describe('Layers', () => {
  afterEach(() => jest.restoreAllMocks());

  it('builds layers that are observed and measured', async () => {
    const { counters, gauges, text } = setUp(true);
    text.explainMiss(key, 'refused_by_gate');
    expect(await text.lookup([key], '')).toEqual([{ outcome: 'miss', reason: 'refused_by_gate' }]);
    await text.store(items);
    expect(counters.layers.l1_answer).toMatchObject({ missed: 1, stored: 1 });
    expect(gauges.size('l1_answer').entries).toBe(1);
  });

  it('shares the one bound in bytes out between the layers, all of it and no more', () => {
    const { layers } = setUp(true);
    const shares = LAYERS.map((name) => layers.maxBytes(name));
    const sum = shares.reduce((a, b) => a + b, 0) + 100_001 * PASSAGES_SHARE;
    expect(sum).toBeLessThanOrEqual(100_001);
    expect(sum).toBeGreaterThan(100_001 - LAYERS.length - 1);
  });

  it('builds layers that remember nothing and say why where the cache is off', async () => {
    const { gauges, text } = setUp(false, { getMany: fail, setMany: fail, deleteMany: fail });
    expect(text).toBe(NO_LAYER);
    text.explainMiss(key, 'refused_by_gate');
    await text.store(items);
    await text.drop([key]);
    expect(await text.lookup([key, key], '')).toEqual([
      { outcome: 'miss', reason: 'cache_off' },
      { outcome: 'miss', reason: 'cache_off' },
    ]);
    expect(gauges.size('l1_answer')).toEqual({ entries: 0, bytes: 0 });
  });

  it('logs when a layer fails and when it works again, without what it held', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const log = jest.spyOn(Logger.prototype, 'log').mockImplementation();
    const getMany = jest
      .fn<Promise<never[]>, []>()
      .mockRejectedValueOnce(new Error('gone'))
      .mockRejectedValueOnce('odd')
      .mockResolvedValue([]);
    const { text } = setUp(true, { getMany, setMany: fail, deleteMany: fail });
    for (let round = 0; round < 3; round++) await text.lookup([key], '');
    expect(warn.mock.calls).toEqual([['l1_answer: look-ups fail and count as misses: gone']]);
    expect(log.mock.calls).toEqual([['l1_answer: look-ups work again']]);
  });
});

function fail(): never {
  throw new Error('Nobody may call this.');
}
