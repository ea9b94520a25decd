import fc from 'fast-check';
import {
  FakeEmbedding,
  HandClock,
  held,
  turn,
  untilRejectionsAreReported,
  vectorOf,
  ledgerParts,
} from '../../../../test/support/core-fakes';
import { ModelUnavailableError } from '../../ports/model.errors';
import type { CacheLayer } from '../contract';
import type { CacheKey } from '../../question/keys';
import { Layer } from '../layer';
import { Embedder } from './embedder';
import { L2EmbeddingService } from './l2-embedding.service';

const ACME = { tenant: 'acme', purged: '', remember: true };
const embedAll = (texts: readonly string[]): Promise<Float32Array[]> => Promise.resolve(texts.map(vectorOf));

function setUp(maxBytes = 1_000_000) {
  const { ledger, counters, gauges } = ledgerParts();
  const model = new FakeEmbedding();
  model.gives = embedAll;
  const name = 'l2_embedding';
  const layer = new Layer<Float32Array>({
    name,
    ttlMs: 1_000,
    maxBytes,
    ledger,
    gauges,
    clock: new HandClock(),
    further: null,
    bytesOf: ({ byteLength }) => byteLength,
  });
  const lookups: (readonly CacheKey[])[] = [];
  const recording: CacheLayer<Float32Array> = {
    lookup: (keys, stamps) => {
      lookups.push(keys);
      return layer.lookup(keys, stamps);
    },
    store: (items) => layer.store(items),
    drop: (keys) => layer.drop(keys),
    cite: () => Promise.resolve(),
    explainMiss: () => undefined,
  };
  const l2 = new L2EmbeddingService(recording, new Embedder(model, ledger));
  return { counters, gauges, model, l2, lookups };
}

describe('L2', () => {
  it('gives every text its own vector, in order, whatever is cached, repeated or asked at the same moment', async () => {
    const texts = fc.array(fc.string({ unit: 'grapheme', maxLength: 3 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(texts, { maxLength: 3 }), { maxLength: 4 }),
        fc.constantFrom(1, 1_500, 1_000_000),
        async (rounds, maxBytes) => {
          const { l2, model } = setUp(maxBytes);
          for (const round of rounds) {
            const given = await Promise.all(round.map((each) => l2.embedMany(each, ACME)));
            expect(given).toEqual(round.map((each) => each.map(vectorOf)));
          }
          for (const call of model.calls) expect(new Set(call).size).toBe(call.length);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('looks all texts up at once, each once, and embeds only the misses, once, in one call', async () => {
    const { l2, model, lookups, counters } = setUp();
    await l2.embedMany(['a', 'b'], ACME);
    await turn();
    await l2.embedMany(['c', 'a', 'd', 'c', 'b', 'a'], ACME);
    expect(model.calls).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ]);
    expect(lookups.map((keys) => keys.length)).toEqual([2, 4]);
    expect(counters.work).toMatchObject({ embeddedTexts: 4 });
    expect(counters.work.embedTimes.count).toBe(2);
  });

  it('asks no model for texts that are all cached, nor for none', async () => {
    const { l2, model } = setUp();
    await l2.embed('a', ACME);
    await turn();
    await l2.embed('a', ACME);
    expect(await l2.embedMany([], ACME)).toEqual([]);
    expect(model.calls).toEqual([['a']]);
  });

  it('computes equal texts that are wanted at the same moment once, whoever asks, and remembers them for later', async () => {
    const { l2, model } = setUp();
    const hold = held();
    model.gives = async (texts) => {
      await hold.promise;
      return embedAll(texts);
    };
    const first = l2.embedMany(['a', 'b'], ACME);
    await turn();
    const second = l2.embedMany(['b', 'c'], ACME);
    const third = l2.embed('c', { ...ACME, remember: false });
    await turn();
    expect(model.calls).toEqual([['a', 'b'], ['c']]);
    hold.resolve();
    expect(await Promise.all([first, second, third])).toEqual([
      ['a', 'b'].map(vectorOf),
      ['b', 'c'].map(vectorOf),
      vectorOf('c'),
    ]);
    await turn();
    await l2.embedMany(['a', 'b', 'c'], ACME);
    expect(model.calls).toHaveLength(2);
  });

  it('fails everybody who waits for a batch that fails, forgets it, and tries again for the next', async () => {
    const { l2, model } = setUp();
    const hold = held();
    model.gives = () => hold.promise.then(() => Promise.reject(new ModelUnavailableError('embedding')));
    const waiting = [l2.embedMany(['a', 'b'], ACME), l2.embedMany(['b', 'c'], ACME)];
    const failures = waiting.map((each) => expect(each).rejects.toThrow(ModelUnavailableError));
    await turn();
    hold.resolve();
    await Promise.all(failures);
    model.gives = embedAll;
    expect(await l2.embedMany(['a', 'b', 'c'], ACME)).toEqual(['a', 'b', 'c'].map(vectorOf));
    await untilRejectionsAreReported();
  });

  it('treats a model that gives too few vectors like one that does not answer', async () => {
    const { l2, model } = setUp();
    model.gives = (texts) => embedAll(texts.slice(1));
    await expect(l2.embedMany(['a', 'b'], ACME)).rejects.toThrow(ModelUnavailableError);
    model.gives = embedAll;
    expect(await l2.embed('a', ACME)).toEqual(vectorOf('a'));
  });

  it('leaves nothing of a text that is not to be remembered', async () => {
    const { l2, model, gauges } = setUp();
    for (let round = 0; round < 2; round++) {
      await l2.embed('a', { ...ACME, remember: false });
      await turn();
    }
    expect(model.calls).toEqual([['a'], ['a']]);
    expect(gauges.size('l2_embedding').entries).toBe(0);
  });

  it('shares no entry between tenants, nor between models', async () => {
    const { l2, model, gauges } = setUp();
    await l2.embed('a', ACME);
    await turn();
    await l2.embed('a', { ...ACME, tenant: 'zeta' });
    await turn();
    model.modelId = 'another';
    await l2.embed('a', ACME);
    await turn();
    expect(model.calls).toEqual([['a'], ['a'], ['a']]);
    expect(gauges.size('l2_embedding').entries).toBe(3);
  });
});
