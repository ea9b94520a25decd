import { Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import * as trivet from '../../../src/index';
import { ExtractiveQuoter } from '../../../src/models/extractive/extractive.quoter';
import { ANN, ANYTHING, FakeEmbedding, FakeLanguage, passage, says } from '../../support/core-fakes';
import { type FreshDatabase, freshDatabase } from '../../support/engine';

jest.setTimeout(120_000);

/** What a host brings that is not about notes: a table, watched, whose rows ask for their erasure when they go. */
const RECIPES = `
  CREATE TABLE recipes (id integer PRIMARY KEY, kitchen text NOT NULL, dish text NOT NULL, method text NOT NULL);
  CREATE FUNCTION forget_recipe() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS
    'BEGIN PERFORM trivet.erase(OLD.kitchen, OLD.id::text); RETURN NULL; END';
  CREATE TRIGGER forget AFTER DELETE ON recipes FOR EACH ROW EXECUTE FUNCTION forget_recipe();
  SELECT trivet.watch('public.recipes', corpus => 'kitchen', columns => '{dish,method}');
  INSERT INTO recipes VALUES (1, 'w/eng', 'Soup', 'Boil it for an hour.'), (2, 'w/other', 'Cake', 'Bake it.');`;

const SEARCH = `
  WITH ${trivet.STAMPS_CTE}
  SELECT ${trivet.STAMPS_COLUMN}, hit.* FROM (SELECT) AS one LEFT JOIN (
    SELECT id, kitchen, dish, method FROM recipes WHERE kitchen = ANY($1) ORDER BY id LIMIT $2) AS hit ON true`;

interface Found {
  readonly stamps: unknown;
  readonly id: number | null;
  readonly kitchen: string;
  readonly dish: string;
  readonly method: string;
}

class Recipes extends trivet.Retriever {
  readonly profile = 'recipes';

  constructor(private readonly database: trivet.Database) {
    super();
  }

  corpora({ workspaces }: trivet.Principal): readonly string[] {
    return workspaces.map((workspace) => `w/${workspace}`);
  }

  async search({ corpora, topK }: trivet.Search): Promise<trivet.Retrieved> {
    const { rows } = await this.database.query<Found>({ text: SEARCH, values: [corpora, topK] });
    const passages = rows.flatMap(({ id, kitchen: corpus, dish: title, method }) =>
      id === null ? [] : [passage(method, { id: `step of ${id}`, documentId: String(id), corpus, title })],
    );
    return { passages, stamps: trivet.parseStamps(rows[0]?.stamps) };
  }
}

describe('a host that is not about notes', () => {
  let fresh: FreshDatabase;
  let database: trivet.Database;
  let app: TestingModule;
  const language = new FakeLanguage();

  beforeAll(async () => {
    fresh = await freshDatabase([]);
    database = await trivet.Database.open(fresh);
    await trivet.migrate(database, [trivet.CORE_MIGRATIONS]);
    await database.query({ text: RECIPES });
    app = await start();
  });
  afterAll(async () => {
    await app.close();
    await database.close();
    await fresh.drop();
  });

  const start = async (): Promise<TestingModule> => {
    const embedding = new FakeEmbedding();
    embedding.gives = (texts) => Promise.resolve(texts.map(() => Float32Array.of(1, 0)));
    language.gives = ({ evidence }) => says(`${evidence[0]?.content ?? ''} [1]`);
    const ports = [
      { provide: trivet.Sql, useValue: database },
      { provide: trivet.StampSql, useValue: database.stamps },
      { provide: trivet.EmbeddingModel, useValue: embedding },
      { provide: trivet.LanguageModel, useValue: language },
      { provide: trivet.EvidenceQuoter, useClass: ExtractiveQuoter },
      { provide: trivet.Retriever, useValue: new Recipes(database) },
      { provide: trivet.RemoteStore, useValue: {} },
      { provide: trivet.Leases, useClass: trivet.NoLeases },
    ];
    @Module({ providers: ports, exports: ports.map(({ provide }) => provide) })
    class Host {}
    const imports = [
      trivet.TrivetModule.forRoot({ host: [Host], settings: { cache: { keepVectors: true } } }),
    ];
    return (await Test.createTestingModule({ imports }).compile()).init();
  };
  const ask = async () => {
    const asked = { question: 'How is it made?', principal: ANN, policy: ANYTHING };
    const reply = await app.get(trivet.Trivet).ask(asked);
    if (reply.outcome === 'hit') return { match: reply.match, text: reply.answer.text };
    return { match: null, text: (await reply.flight.landing()).answer.text };
  };
  const rowsOf = async (text: string) => (await database.query<Record<string, unknown>>({ text })).rows;

  it('has the tables of the core and its own, and none of the notes', async () => {
    const tables = "SELECT tablename::text AS name FROM pg_tables WHERE schemaname IN ('public', 'trivet')";
    expect((await rowsOf(tables)).map(({ name }) => name).sort()).toEqual([
      'agreements',
      'cached_questions',
      'core_migrations',
      'erasures',
      'marks',
      'recipes',
      'semantic_judgements',
      'semantic_servings',
      'semantic_states',
      'vectors',
      'watches',
    ]);
    expect(await trivet.readinessProblems(database)).toEqual([]);
  });

  it('has questions answered from its own table, and never from an older state of it', async () => {
    expect(await ask()).toEqual({ match: null, text: 'Boil it for an hour. [1]' });
    expect(await ask()).toEqual({ match: 'exact', text: 'Boil it for an hour. [1]' });
    await database.query({ text: "UPDATE recipes SET method = 'Bake it longer.' WHERE id = 2" });
    expect(await ask()).toEqual({ match: 'exact', text: 'Boil it for an hour. [1]' });
    await database.query({ text: "INSERT INTO recipes VALUES (3, 'w/eng', 'Bread', 'Knead it.')" });
    expect((await ask()).match).toBeNull();
    await database.query({ text: 'DELETE FROM recipes WHERE id = 3' });
    expect((await ask()).match).toBe('revalidated');
    await database.query({ text: "UPDATE recipes SET method = 'Boil it for two.' WHERE id = 1" });
    expect(await ask()).toEqual({ match: null, text: 'Boil it for two. [1]' });
    expect(language.prompts).toHaveLength(3);
  });

  it('has its vectors kept and the erasures of its rows remembered', async () => {
    const { text } = await ask();
    await database.query({ text: "INSERT INTO recipes VALUES (9, 'w/far', 'Tea', 'Wait.')" });
    await database.query({ text: 'DELETE FROM recipes WHERE id = 9' });
    const erased = "SELECT corpus FROM trivet.erasures WHERE document = '9'";
    expect(await rowsOf(erased)).toEqual([{ corpus: 'w/far' }]);
    await app.close();
    expect(await rowsOf('SELECT count(*)::int AS kept FROM trivet.vectors')).toEqual([{ kept: 1 }]);
    app = await start();
    expect((await ask()).text).toBe(text);
  });
});
