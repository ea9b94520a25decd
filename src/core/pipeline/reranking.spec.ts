import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import { FakeReranker, ledgerParts, passage } from '../../../test/support/core-fakes';
import { ModelUnavailableError } from '../ports/model.errors';
import { Reranking } from './reranking';

const FOUND = ['a', 'b', 'c', 'd'].map((content) => passage(content));
const contents = ({ passages }: { readonly passages: readonly { readonly content: string }[] }) =>
  passages.map(({ content }) => content).join('');

function setUp() {
  const { ledger, counters } = ledgerParts();
  const reranker = new FakeReranker();
  return { reranking: new Reranking(ledger, reranker), reranker, counters };
}

describe('the order of passages', () => {
  it('is that of the scores, and of retrieval where they are equal', async () => {
    const { reranking, reranker } = setUp();
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
        async (scores) => {
          reranker.gives = () => Promise.resolve(scores);
          const { passages, reranked } = await reranking.order('q', FOUND, 4);
          expect(reranked).toBe(true);
          const places = passages.map((one) => FOUND.indexOf(one));
          expect([...places].sort()).toEqual([0, 1, 2, 3]);
          places.slice(1).forEach((place, at) => {
            const before = places[at] ?? 0;
            const fall = (scores[before] ?? 0) - (scores[place] ?? 0);
            expect(fall > 0 || (fall === 0 && before < place)).toBe(true);
          });
        },
      ),
    );
  });

  it('does not depend on the last bits of a score', async () => {
    const { reranking, reranker } = setUp();
    reranker.gives = () => Promise.resolve([0.1, 0.1 + 1e-9, 0.3, 0.1 - 1e-9]);
    expect(contents(await reranking.order('q', FOUND, 4))).toBe('cabd');
  });

  it('is retrieval’s without a reranker, of which nothing is asked for then', async () => {
    const { ledger, counters } = ledgerParts();
    const reranking = new Reranking(ledger);
    expect(await reranking.order('q', FOUND, 4)).toEqual({ passages: FOUND, reranked: null });
    expect([reranking.depth(5), reranking.ofKept]).toEqual([5, null]);
    expect(counters.work.reranks).toEqual({ reranked: 0, failed: 0 });
  });

  it('is drawn from as many passages as the reranker chooses from, or as many as are told', () => {
    const { reranking } = setUp();
    expect([reranking.depth(5), reranking.depth(50)]).toEqual([30, 50]);
  });
});

describe('a reranker', () => {
  it.each<[string, () => Promise<readonly number[]>]>([
    ['is down', () => Promise.reject(new ModelUnavailableError('rerank'))],
    ['breaks in another way', () => Promise.reject(new Error('boom'))],
    ['scores too few', () => Promise.resolve([1, 2])],
    ['scores by no number', () => Promise.resolve([1, NaN, 2, 3])],
  ])('that %s leaves the order of retrieval, is counted, and told of once', async (_, gives) => {
    const { reranking, reranker, counters } = setUp();
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    reranker.gives = gives;
    for (let asked = 0; asked < 2; asked++) {
      const ordered = await reranking.order('q', FOUND, 2);
      expect([contents(ordered), ordered.reranked]).toEqual(['ab', false]);
    }
    expect(warn).toHaveBeenCalledTimes(1);
    reranker.gives = () => Promise.resolve([1, 2, 3, 4]);
    expect(contents(await reranking.order('q', FOUND, 2))).toBe('dc');
    reranker.gives = gives;
    await reranking.order('q', FOUND, 2);
    expect(warn).toHaveBeenCalledTimes(2);
    expect(counters.work.reranks).toEqual({ reranked: 1, failed: 3 });
    warn.mockRestore();
  });
});
