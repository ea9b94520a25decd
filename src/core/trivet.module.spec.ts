import { RemoteStore } from './cache/shared/remote-store';
import { Leases, NoLeases } from './flight/leases';
import { Global, Module, type ValueProvider } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  ANN,
  ANYTHING,
  FakeEmbedding,
  FakeLanguage,
  FakeReranker,
  FakeRetriever,
  passage,
  says,
  vectorOf,
} from '../../test/support/core-fakes';
import { BackgroundStores } from './cache/background-stores';
import { Counters } from './ledger/counters';
import { Clock } from './ports/clock';
import { Reranker } from './ports/reranker';
import { Retriever } from './ports/retriever';
import { ExtractiveQuoter } from '../models/extractive/extractive.quoter';
import { EvidenceQuoter } from './ports/evidence-quoter';
import { LanguageModel } from './ports/language-model';
import { EmbeddingModel } from './ports/embedding-model';
import { DEFAULT_SETTINGS, TrivetOptions, TrivetSettings } from './settings';
import { Sql, StampSql } from './ports/sql';
import { SemanticSimilarity } from './pipeline/semantic-similarity';
import { Trivet } from './pipeline/trivet';
import { TrivetModule } from './trivet.module';

const stamp = '0'.repeat(32);

/** A row of `trivet.cached_questions`, as a look for earlier questions has it. */
const EARLIER = {
  serves_from: null,
  told: {
    question: 'q'.repeat(43),
    asked: 'What goes on?',
    answer_key: 'a'.repeat(43),
    passages: ['p'],
    cited: [1],
    stamps: 's'.repeat(43),
    cites: ['w/eng\u001Fd'],
    incarnations: [''],
    similarity: 0.93,
  },
  wrong: null,
  confirmed: null,
};

/** A database that knows stamps, has no vectors, and one earlier question where it is asked for some. It keeps the statements. */
function fakeSql() {
  const statements: string[] = [];
  const query = ({ text }: { text: string }) => {
    statements.push(text);
    return Promise.resolve({
      rows: text.includes('trivet.stamps(')
        ? [
            { corpus: '*', stamp, marks: 1 },
            { corpus: 'w/eng', stamp, marks: 1 },
          ]
        : text.includes('cached_questions WHERE pool')
          ? [EARLIER]
          : [],
    });
  };
  return { query, statements };
}

async function start(exported: TrivetOptions, settings?: TrivetOptions, more: ValueProvider[] = []) {
  const [sql, stampSql, embedding, language, retriever] = [
    fakeSql(),
    fakeSql(),
    new FakeEmbedding(),
    new FakeLanguage(),
    new FakeRetriever(),
  ];
  embedding.gives = (texts) => Promise.resolve(texts.map(vectorOf));
  language.gives = () => says('All is well [1]');
  const stamps = new Map([
    ['*', stamp],
    ['w/eng', stamp],
  ]);
  retriever.gives = () => Promise.resolve({ passages: [passage('all is well')], stamps });
  const ports = [
    ...more,
    { provide: TrivetOptions, useValue: exported },
    { provide: Sql, useValue: sql },
    { provide: StampSql, useValue: stampSql },
    { provide: EmbeddingModel, useValue: embedding },
    { provide: LanguageModel, useValue: language },
    { provide: EvidenceQuoter, useClass: ExtractiveQuoter },
    { provide: Retriever, useValue: retriever },
    { provide: RemoteStore, useValue: {} },
    { provide: Leases, useClass: NoLeases },
  ];

  @Global()
  @Module({ providers: ports, exports: ports.map(({ provide }) => provide) })
  class Host {}

  const app = await Test.createTestingModule({
    imports: [TrivetModule.forRoot({ host: [Host], settings })],
  }).compile();
  const ask = async () => {
    const reply = await app.get(Trivet).ask({ question: 'What is up?', principal: ANN, policy: ANYTHING });
    if (reply.outcome === 'hit') return { match: reply.match, text: reply.answer.text };
    return { match: null, text: (await reply.flight.landing()).answer.text };
  };
  return { app, ask, sql, stampSql, language, retriever };
}

describe('TrivetModule', () => {
  it('puts the pipeline into an application that brings its ports, and a clock of its own', async () => {
    const { app, ask, language, sql, stampSql } = await start({ semantic: { mode: 'off' } });
    expect(await ask()).toEqual({ match: null, text: 'All is well [1]' });
    expect(await ask()).toEqual({ match: 'exact', text: 'All is well [1]' });
    expect(language.prompts).toHaveLength(1);
    // Stamps have connections of their own, where no search delays them.
    expect(stampSql.statements).toHaveLength(2);
    expect(sql.statements.filter((text) => text.includes('trivet.stamps('))).toEqual([]);
    expect(app.get(Counters, { strict: false }).answers.byMatch).toMatchObject({ exact: 1, generated: 1 });
    expect(Math.abs(app.get(Clock, { strict: false }).now() - Date.now())).toBeLessThan(10_000);
    await app.close();
  });

  it('stands on its defaults, over them what a module of the host exports, and over that what is given to forRoot', async () => {
    const { app } = await start(
      { cache: { maxBytes: 1_000_000, sharing: 'user' }, topK: 3 },
      { cache: { sharing: 'evidence' }, topK: undefined, price: { perMtokIn: 1, perMtokOut: 2 } },
    );
    expect(app.get(TrivetSettings, { strict: false })).toEqual({
      ...DEFAULT_SETTINGS,
      cache: { ...DEFAULT_SETTINGS.cache, maxBytes: 1_000_000 },
      topK: 3,
      price: { perMtokIn: 1, perMtokOut: 2 },
    });
    await app.close();
  });

  it('has the reranker of a host that brings one choose from more passages than are told', async () => {
    const reranker = new FakeReranker();
    reranker.gives = (_, passages) => Promise.resolve(passages.map((_passage, at) => at));
    const host = [{ provide: Reranker, useValue: reranker }];
    const { app, ask, retriever, language } = await start({ topK: 2 }, {}, host);
    const { gives } = retriever;
    const passages = ['good', 'better', 'best'].map((content) => passage(content));
    retriever.gives = async (search) => ({ ...(await gives(search)), passages });
    await ask();
    expect(retriever.searches.map(({ topK }) => topK)).toEqual([reranker.candidates]);
    expect(language.prompts[0]?.evidence.map(({ content }) => content)).toEqual(['best', 'better']);
    await app.close();
  });

  it('tells a host how near the nearest earlier question is, and serves, stores and counts nothing for it', async () => {
    const { app, sql, language } = await start({});
    const similarity = app.get(SemanticSimilarity, { strict: false });
    expect(await similarity.checkSemanticSimilarity('What is up?', ANN)).toEqual({
      outcome: 'near',
      similarity: 0.93,
      rejectedBy: expect.any(String) as string,
      question: 'What goes on?',
    });
    const { semantic, layers, work } = app.get(Counters, { strict: false });
    expect([semantic.looks, layers.l2_embedding.missed, work.embeddedTexts]).toEqual([0, 0, 0]);
    expect(language.prompts).toEqual([]);
    expect(sql.statements).toHaveLength(1);
    await app.close();
  });

  it('looks for no earlier question where the mode is off', async () => {
    const { app, sql } = await start({ semantic: { mode: 'off' } });
    const similarity = app.get(SemanticSimilarity, { strict: false });
    expect(await similarity.checkSemanticSimilarity('What is up?', ANN)).toEqual({ outcome: 'none' });
    expect(sql.statements).toEqual([]);
    await app.close();
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('keeps vectors in the database only when told to: %s', async (keepVectors, expected) => {
    const { app, ask, sql } = await start({ cache: { keepVectors } });
    await ask();
    await app.get(BackgroundStores, { strict: false }).beforeApplicationShutdown();
    expect(sql.statements.filter((text) => text.startsWith('INSERT INTO trivet.vectors'))).toHaveLength(
      expected,
    );
    await app.close();
  });
});
