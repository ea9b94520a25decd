import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Pool } from 'pg';
import {
  ANN,
  ANYTHING,
  FakeEmbedding,
  FakeLanguage,
  FakeRetriever,
  passage,
  says,
  settingsWith,
  vectorOf,
} from '../../test/support/core-fakes';
import { BackgroundStores } from './cache/background-stores';
import { Ledger } from './ledger/ledger';
import { Clock, EmbeddingModel, LanguageModel, Retriever } from './ports';
import { TrivetSettings } from './settings';
import { Trivet } from './trivet';
import { TrivetModule } from './trivet.module';

const stamp = '0'.repeat(32);

/** A pool that knows the epoch's stamp, has no vectors and keeps the texts of statements. */
function fakePool() {
  const statements: string[] = [];
  const query = (statement: string | { text: string }) => {
    const text = typeof statement === 'string' ? statement : statement.text;
    statements.push(text.trim().split('\n')[0] ?? '');
    return Promise.resolve({
      rows: text.includes('trivet.stamps(')
        ? [
            { corpus: '*', stamp, marks: 1 },
            { corpus: 'w/eng', stamp, marks: 1 },
          ]
        : [],
    });
  };
  return { query, statements };
}

async function start(keepVectors: boolean) {
  const [pool, embedding, language, retriever] = [
    fakePool(),
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
    { provide: TrivetSettings, useValue: settingsWith({ keepVectors }) },
    { provide: Pool, useValue: pool },
    { provide: EmbeddingModel, useValue: embedding },
    { provide: LanguageModel, useValue: language },
    { provide: Retriever, useValue: retriever },
  ];

  @Global()
  @Module({ providers: ports, exports: ports.map(({ provide }) => provide) })
  class Host {}

  const app = await Test.createTestingModule({ imports: [TrivetModule.forRoot({ host: [Host] })] }).compile();
  const ask = async () => {
    const reply = await app.get(Trivet).ask({ question: 'What is up?', principal: ANN, policy: ANYTHING });
    return { match: reply.match, text: (await reply.flight.landing()).answer.text };
  };
  return { app, ask, pool, language };
}

describe('TrivetModule', () => {
  it('puts the pipeline into an application that brings its ports, and a clock of its own', async () => {
    const { app, ask, language } = await start(false);
    expect(await ask()).toEqual({ match: null, text: 'All is well [1]' });
    expect(await ask()).toEqual({ match: 'exact', text: 'All is well [1]' });
    expect(language.prompts).toHaveLength(1);
    expect(app.get(Ledger, { strict: false }).answers.byMatch).toMatchObject({ exact: 1, generated: 1 });
    expect(Math.abs(app.get(Clock, { strict: false }).now() - Date.now())).toBeLessThan(10_000);
    await app.close();
  });

  it.each([
    [true, 1],
    [false, 0],
  ])('keeps vectors in the database only when told to: %s', async (keepVectors, expected) => {
    const { app, ask, pool } = await start(keepVectors);
    await ask();
    await app.get(BackgroundStores, { strict: false }).beforeApplicationShutdown();
    expect(pool.statements.filter((text) => text.startsWith('INSERT INTO trivet.vectors'))).toHaveLength(
      expected,
    );
    await app.close();
  });
});
