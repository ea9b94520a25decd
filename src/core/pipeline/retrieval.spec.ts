import { Logger } from '@nestjs/common';
import {
  ANYTHING,
  FakeEmbedding,
  FakeReranker,
  FakeRetriever,
  held,
  passage,
  turn,
  untilRejectionsAreReported,
  type Held,
  ledgerParts,
} from '../../../test/support/core-fakes';
import type { ContextQuestion } from '../cache/l3-context/l3-context.service';
import { ForeignPassageError } from '../errors';
import { StampsUnavailableError } from '../freshness/stamps-unavailable.error';
import { ArrivalSnapshot } from '../freshness/stamps';
import { NEVER_PURGED } from '../freshness/purge-marks';
import { Inquiry, type CachePolicy } from './inquiry';
import type { Reranker } from '../ports/reranker';
import type { Retrieved } from '../ports/retriever';
import { Reranking } from './reranking';
import { Retrieval } from './retrieval';

const CORPORA = ['u/ann', 'w/eng'];
const stamps = (n: number): ReadonlyMap<string, string> =>
  new Map([
    ['*', 'e'],
    ['w/eng', `${n}`],
  ]);
const context: ContextQuestion = {
  tenant: 'acme',
  purged: '',
  retrievalProfile: 'r',
  question: 'what is up',
  vector: Float32Array.of(1, 2),
};

/** Version `n` of the notes, as a search of it returns them. */
const version = (n: number): Retrieved => ({ passages: [passage(`version ${n}`)], stamps: stamps(n) });

function setUp(reranker: Reranker | null = null) {
  const { ledger, counters } = ledgerParts();
  const retriever = new FakeRetriever();
  const searches: Held<Retrieved>[] = [];
  retriever.gives = () => {
    const search = held<Retrieved>();
    searches.push(search);
    return search.promise;
  };
  const retrieval = new Retrieval(retriever, new FakeEmbedding(), new Reranking(ledger, reranker), ledger);
  /** Somebody arrives now, and reads the stamps of version `n`. */
  const arrive = (n: number, policy: Partial<CachePolicy> = {}, corpora = CORPORA) =>
    new Inquiry({
      question: 'What is up?',
      asker: 'ann',
      asked: {
        tenant: 'acme',
        onlyFor: null,
        profile: 'p',
        purged: NEVER_PURGED,
        earlier: '',
        canonical: 'what is up',
      },
      earlier: [],
      later: [],
      standalone: null,
      purged: NEVER_PURGED,
      topK: 5,
      policy: { ...ANYTHING, ...policy },
      corpora,
      snapshot: new ArrivalSnapshot({ scope: ['w/eng'], stamps: `e${n}` }),
      stale: null,
      startedAt: performance.now(),
    });
  const search = async (inquiry: Inquiry, more: Partial<ContextQuestion> = {}) => {
    const { passages, collapsed, snapshot } = await retrieval.search(inquiry, { ...context, ...more });
    return { content: passages[0]?.content, collapsed, stamps: snapshot.stamps };
  };
  const finish = async (at: number, n: number): Promise<void> => {
    searches[at]?.resolve(version(n));
    await turn();
  };
  return { counters, retriever, retrieval, searches, arrive, search, finish };
}

const of = (n: number, collapsed: boolean) => ({ content: `version ${n}`, collapsed, stamps: `e${n}` });

describe('Retrieval', () => {
  it('searches what the asker may read, with the number of passages and the floor of the embedding model', async () => {
    const { retriever, search, arrive, finish, counters } = setUp();
    const inquiry = arrive(0);
    const { waits } = inquiry;
    const found = search(inquiry);
    await finish(0, 0);
    expect(await found).toEqual(of(0, false));
    expect(retriever.searches).toEqual([
      {
        corpora: CORPORA,
        question: context.question,
        vector: context.vector,
        topK: 5,
        minSimilarity: 0.25,
        waits,
      },
    ]);
    expect(counters.work).toMatchObject({ retrievals: 1, foreignPassages: 0 });
  });

  it('is shared with whoever read the same stamps before it began', async () => {
    const { searches, search, arrive, finish } = setUp();
    const both = [arrive(0), arrive(0)].map((each) => search(each));
    await turn();
    expect(searches).toHaveLength(1);
    await finish(0, 1);
    // It began after both arrived, so what was written meanwhile may be in it.
    expect(await Promise.all(both)).toEqual([of(1, false), of(1, true)]);
  });

  it('is put in order once for all whom it is shared with', async () => {
    const reranker = new FakeReranker();
    const scored: string[] = [];
    reranker.gives = (question, passages) => {
      scored.push(question);
      return Promise.resolve(passages.map((_, at) => at));
    };
    const { search, arrive, searches } = setUp(reranker);
    const both = [arrive(0), arrive(0)].map((each) => search(each));
    await turn();
    searches[0]?.resolve({ passages: [passage('nearest'), passage('best')], stamps: stamps(0) });
    expect((await Promise.all(both)).map(({ content }) => content)).toEqual(['best', 'best']);
    expect(scored).toEqual([context.question]);
  });

  it('is shared with a later asker when its stamps turn out to be those that the asker read', async () => {
    const { searches, search, arrive, finish } = setUp();
    const first = search(arrive(0));
    const second = search(arrive(0));
    await finish(0, 0);
    expect(await Promise.all([first, second])).toEqual([of(0, false), of(0, true)]);
    expect(searches).toHaveLength(1);
  });

  it('is not shared with a later asker who may have seen a write that it missed', async () => {
    const { searches, search, arrive, finish } = setUp();
    const first = search(arrive(0));
    const second = search(arrive(1));
    const third = search(arrive(1));
    await finish(0, 0);
    expect(searches).toHaveLength(2);
    await finish(1, 1);
    expect(await Promise.all([first, second, third])).toEqual([of(0, false), of(1, false), of(1, true)]);
    expect(searches).toHaveLength(2);
  });

  it('takes the waits of a search that was of no use for its own', async () => {
    const { search, arrive, finish } = setUp();
    const first = arrive(0);
    const useless = search(first);
    const second = arrive(1);
    const found = search(second);
    first.waits.add(300);
    second.waits.add(200);
    await finish(0, 0);
    expect([first, second].map(({ waits }) => waits.spentMs)).toEqual([300, 500]);
    await finish(1, 1);
    await Promise.all([useless, found]);
  });

  it('compares the scope as well as the stamps of an earlier search', async () => {
    const { searches, search, arrive, finish } = setUp();
    const first = search(arrive(0));
    const second = search(arrive(0));
    searches[0]?.resolve({
      passages: [],
      stamps: new Map([
        ['*', 'e'],
        ['u/ann', '0'],
      ]),
    });
    await turn();
    expect(searches).toHaveLength(2);
    await finish(1, 0);
    expect([await first, await second]).toMatchObject([{ content: undefined, stamps: 'e0' }, of(0, false)]);
  });

  it.each<[string, Partial<ContextQuestion>, string[]]>([
    ['another tenant', { tenant: 'zeta' }, CORPORA],
    ['another profile', { retrievalProfile: 'q' }, CORPORA],
    ['another vector', { vector: Float32Array.of(2, 1) }, CORPORA],
    ['other corpora', {}, ['u/bob', 'w/eng']],
  ])('is not shared with %s', async (_, more, corpora) => {
    const { searches, search, arrive, finish } = setUp();
    const later = arrive(0, {}, corpora);
    const both = [search(arrive(0)), search(later, more)];
    await finish(0, 0);
    await finish(1, 0);
    expect((await Promise.all(both)).map(({ collapsed }) => collapsed)).toEqual([false, false]);
    expect(searches).toHaveLength(2);
  });

  it('no-cache: joins only what began after it arrived, at once and without waiting for what began before', async () => {
    const { searches, search, arrive, finish } = setUp();
    const first = search(arrive(0));
    const anew = search(arrive(0, { noCache: true }));
    expect(searches).toHaveLength(2);
    await finish(1, 0);
    expect(await anew).toEqual(of(0, false));
    await finish(0, 0);
    await first;
    const [early, leader] = [arrive(0, { noCache: true }), arrive(0)];
    const found = [search(leader), search(early)];
    await finish(2, 0);
    expect(await Promise.all(found)).toEqual([of(0, false), of(0, true)]);
  });

  it('no-store: neither joins nor leads', async () => {
    const { searches, search, arrive, finish } = setUp();
    const later = [arrive(0), arrive(0, { noStore: true })];
    const alone = search(arrive(0, { noStore: true }));
    const others = later.map((each) => search(each));
    expect(searches).toHaveLength(3);
    for (const at of [0, 1, 2]) await finish(at, 0);
    expect(await Promise.all([alone, ...others])).toEqual([of(0, false), of(0, false), of(0, false)]);
  });

  it('fails everybody who waits for a search that fails, and the next searches anew', async () => {
    const { searches, search, arrive, finish } = setUp();
    const both = [arrive(0), arrive(0)].map((each) => expect(search(each)).rejects.toThrow('gone'));
    await turn();
    searches[0]?.reject(new Error('gone'));
    await Promise.all(both);
    const next = search(arrive(0));
    await finish(1, 0);
    expect(await next).toEqual(of(0, false));
    await untilRejectionsAreReported();
  });

  it('searches for a later asker when the search that began before them fails', async () => {
    const { searches, search, arrive, finish } = setUp();
    const first = expect(search(arrive(0))).rejects.toThrow('gone');
    await turn();
    const later = search(arrive(0));
    searches[0]?.reject(new Error('gone'));
    await first;
    await turn();
    await finish(1, 0);
    expect(await later).toEqual(of(0, false));
  });

  it('refuses a search without stamps of the epoch', async () => {
    const { searches, search, arrive } = setUp();
    const found = expect(search(arrive(0))).rejects.toThrow(StampsUnavailableError);
    searches[0]?.resolve({ passages: [], stamps: new Map([['w/eng', '0']]) });
    await found;
  });

  it.each(['u/bob', '*', 'u/ann'])(
    'shows nothing of a search with a passage from %s, outside its scope, and counts it',
    async (corpus) => {
      const error = jest.spyOn(Logger.prototype, 'error').mockImplementation();
      const { searches, search, arrive, counters } = setUp();
      const both = [arrive(0), arrive(0)].map((each) =>
        expect(search(each)).rejects.toThrow(ForeignPassageError),
      );
      searches[0]?.resolve({ ...version(0), passages: [passage('mine'), passage('a secret', { corpus })] });
      await Promise.all(both);
      expect(counters.work.foreignPassages).toBe(1);
      expect(error).toHaveBeenCalledTimes(1);
      expect(JSON.stringify(error.mock.calls)).not.toContain('secret');
      error.mockRestore();
    },
  );
});
