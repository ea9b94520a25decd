import { FakeEmbedding, vectorOf } from '../../../../test/support/core-fakes';
import type { EmbedOptions, L2EmbeddingService } from './l2-embedding.service';
import { NEVER_PURGED, type Purges } from '../../freshness/purge-marks';
import { StampsUnavailableError } from '../../freshness/stamps-unavailable.error';
import { TextVectors } from './text-vectors';

function world(read: () => Promise<{ l2: string }>) {
  const model = new FakeEmbedding();
  model.gives = (texts) => Promise.resolve(texts.map(vectorOf));
  const cached: EmbedOptions[] = [];
  const l2 = {
    embedMany: (texts: readonly string[], options: EmbedOptions) => {
      cached.push(options);
      return Promise.resolve(texts.map(vectorOf));
    },
  } as Partial<L2EmbeddingService> as L2EmbeddingService;
  const purges = { read: async () => ({ ...NEVER_PURGED, ...(await read()) }) } as Partial<Purges> as Purges;
  return { model, cached, vectors: new TextVectors(model, l2, purges) };
}

describe('TextVectors', () => {
  it('goes through the cache, under what was purged of it', async () => {
    const { model, cached, vectors } = world(() => Promise.resolve({ l2: 'a purge' }));
    expect(await vectors.of(['a', 'b'], { tenant: 'acme', remember: false })).toEqual(
      ['a', 'b'].map(vectorOf),
    );
    expect(cached).toEqual([{ tenant: 'acme', purged: 'a purge', remember: false }]);
    expect(model.calls).toEqual([]);
  });

  it('goes past the cache while it is not known what was purged of it', async () => {
    const { model, cached, vectors } = world(() => Promise.reject(new StampsUnavailableError('failed')));
    expect(await vectors.of(['a'], { tenant: 'acme', remember: true })).toEqual([vectorOf('a')]);
    expect(cached).toEqual([]);
    expect(model.calls).toEqual([['a']]);
  });

  it('fails with whatever else goes wrong', async () => {
    const { vectors } = world(() => Promise.reject(new RangeError('no')));
    await expect(vectors.of(['a'], { tenant: 'acme', remember: true })).rejects.toThrow(RangeError);
  });
});
