import { reindexAll } from '../../../src/commands/reindex/reindex-all';
import { EmbeddingModel } from '../../../src/core';
import { Database } from '../../../src/engines/database/database';
import { CHUNKER_VERSION } from '../../../src/notes/chunker/chunker';
import { EmbeddingSpace } from '../../../src/notes/chunks/embedding-space';
import { Reindex } from '../../../src/notes/reindex';
import { SKETCH_FROM_CHUNKS, Sketcher } from '../../../src/notes/search-structure/sketcher';
import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { problemOf } from '../../support/problem';

jest.setTimeout(60_000);

const SHOP = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const LAKE = { title: 'Lake', body: 'The lake freezes over in January.' };

/** The model of the application under another name, whose vectors point the other way. */
class OtherModel extends EmbeddingModel {
  readonly modelId = 'the other';
  readonly dimensions: number;
  readonly maxTokens: number;
  readonly relevanceFloor: number;
  readonly name = this.modelId;
  /** Called before each note is embedded. */
  before = (): Promise<unknown> => Promise.resolve();

  constructor(private readonly model: EmbeddingModel) {
    super();
    ({ dimensions: this.dimensions, maxTokens: this.maxTokens, relevanceFloor: this.relevanceFloor } = model);
  }

  countTokens(texts: readonly string[]) {
    return this.model.countTokens(texts);
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    await this.before();
    return (await this.model.embed(texts)).map((vector) => vector.map((x) => -x));
  }
}

let app: TestApp;
let me: Person;
let database: Database;
let other: OtherModel;
let reindex: Reindex;

beforeEach(async () => {
  app = await startApp({ ...JWT, EMBEDDING_PROVIDER: 'lexical' });
  me = app.newcomer();
  database = app.nest.get(Database);
  other = new OtherModel(app.nest.get(EmbeddingModel));
  reindex = new Reindex(database, other);
});
afterEach(() => app.close());

const rowsOf = async (text: string) => (await database.query<Record<string, unknown>>({ text })).rows;
const run = () => reindex.run(() => undefined);
const titles = async () =>
  (await rowsOf('SELECT title FROM chunks JOIN notes ON notes.id = note_id ORDER BY title')).map(
    ({ title }) => title,
  );

describe('a reindex', () => {
  it('lets questions be answered and notes be written, moved and deleted while it works, and has all of them', async () => {
    const [shop, lake] = [await me.write(SHOP), await me.write(LAKE)];
    const gone = await me.write({ title: 'Gone', body: 'This one goes.' });
    let at = 0;
    other.before = async () => {
      if (++at !== 2) return;
      const { status, body } = await me.ask('When does the bakery open on Sundays?');
      expect([status, body.sources[0]?.title]).toEqual([200, SHOP.title]);
      await me.write({ title: 'New', body: 'A note from the middle of it.' });
      await me.edit(shop, { body: 'The bakery opens at ten.' });
      await me.edit(lake, { title: 'Frozen lake' });
      await me.remove(gone);
      const again = await me.ask('When does the bakery open?');
      expect(again.body.sources[0]?.content).toContain('ten');
    };
    await run();
    expect(await titles()).toEqual(['Bakery hours', 'Frozen lake', 'New']);
    expect(await rowsOf('SELECT model_id, chunker FROM embedding_space')).toEqual([
      { model_id: 'the other', chunker: CHUNKER_VERSION },
    ]);
    const contents = await rowsOf('SELECT content FROM chunks ORDER BY content');
    expect(contents.map(({ content }) => content)).toContain('The bakery opens at ten.');
  });

  it('puts no vector of one model beside one of the other, at any time', async () => {
    for (let note = 0; note < 5; note++) await me.write({ title: `Note ${note}`, body: `Text ${note}.` });
    const before = await rowsOf('SELECT id, embedding::text FROM chunks ORDER BY id');
    other.before = async () => {
      expect(await rowsOf('SELECT id, embedding::text FROM chunks ORDER BY id')).toEqual(before);
    };
    await run();
    const mixed = await rowsOf('SELECT embedding::text FROM chunks');
    const old = new Set(before.map(({ embedding }) => embedding));
    expect(mixed).toHaveLength(5);
    expect(mixed.filter(({ embedding }) => old.has(embedding))).toEqual([]);
  });

  it('that is ended goes on where it was, and with another model from the start', async () => {
    for (let note = 0; note < 5; note++) await me.write({ title: `Note ${note}`, body: `Text ${note}.` });
    let left = 3;
    other.before = () => (left-- > 0 ? Promise.resolve() : Promise.reject(new Error('killed')));
    await expect(run()).rejects.toThrow('killed');
    expect((await me.ask('What is text 4?')).status).toBe(200);
    other.before = () => Promise.resolve();
    const told: unknown[] = [];
    expect(await reindex.run((progress) => told.push(progress))).toBe(2);
    expect(told).toEqual([
      { done: 4, total: 5 },
      { done: 5, total: 5 },
    ]);
    expect(await run()).toBe(5);
    expect(await rowsOf("SELECT FROM pg_namespace WHERE nspname = 'reindex'")).toEqual([]);
  });

  it('leaves a table as the migrations made it, watched and indexed', async () => {
    await me.write(SHOP);
    const shape = async () => ({
      columns: await rowsOf(`SELECT column_name, data_type, is_nullable FROM information_schema.columns
        WHERE table_schema = 'public' AND table_name = 'chunks' ORDER BY ordinal_position`),
      indexes: await rowsOf(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = 'chunks' ORDER BY 1",
      ),
      constraints: await rowsOf(`SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE conrelid = 'public.chunks'::regclass ORDER BY 1`),
      triggers: await rowsOf(`SELECT tgname, tgenabled FROM pg_trigger
        WHERE tgrelid = 'public.chunks'::regclass AND NOT tgisinternal ORDER BY 1`),
      watches: await rowsOf('SELECT name, columns FROM trivet.watches ORDER BY 1'),
    });
    const before = await shape();
    await run();
    expect(await shape()).toEqual(before);
    expect(await rowsOf('SELECT * FROM trivet.problems()')).toEqual([]);
  });

  it('makes servers with the former model refuse questions and notes, and nothing that was cached is served', async () => {
    const note = await me.write(SHOP);
    await me.ask('When does the bakery open on Sundays?');
    await run();
    const refused = [
      await me.ask('When does the bakery open on Sundays?'),
      await me.call('POST', '/notes', { json: LAKE }),
    ];
    for (const answer of refused)
      expect(problemOf(answer)).toMatchObject({ status: 503, code: 'embedding_model_changed' });
    expect((await me.call('GET', `/notes/${note.id}`)).status).toBe(200);
  });
});

describe('a chunker of a version to come', () => {
  it('asks for a reindex at the start, as another model does, and gets it', async () => {
    const note = await me.write(SHOP);
    await database.query({ text: 'UPDATE embedding_space SET chunker = chunker + 1' });
    const model = app.nest.get(EmbeddingModel);
    const space = new EmbeddingSpace(database, model, new Reindex(database, model));
    const versions = `version ${CHUNKER_VERSION + 1} .*version ${CHUNKER_VERSION}[.]`;
    await expect(space.onModuleInit()).rejects.toThrow(
      new RegExp(`chunker has changed.*${versions}.*npm run reindex`),
    );
    expect(problemOf(await me.call('POST', '/notes', { json: LAKE }))).toMatchObject({ status: 503 });
    await new Reindex(database, model).run(() => undefined);
    await space.onModuleInit();
    expect((await me.ask('When does the bakery open on Sundays?')).body.sources[0]?.note_id).toBe(note.id);
  });
});

describe('the command', () => {
  /** Ten notes of as many sections together as sketches begin with. Each is a chunk. */
  const writeMany = (): Promise<unknown> =>
    rowsOf(`INSERT INTO notes (id, tenant, workspace, owner, visibility, title, body)
      SELECT gen_random_uuid(), 'acme', 'eng', 'ann', 'workspace', 'Note',
        (SELECT string_agg('# ' || section || E'\\n\\n' || repeat('The lake freezes over. ', 60), E'\\n\\n')
          FROM generate_series(1, ${SKETCH_FROM_CHUNKS / 10}) AS section)
      FROM generate_series(1, 10)`);
  const said: { log: string[]; error: string[] } = { log: [], error: [] };
  const command = (sketchedBy: EmbeddingModel): Promise<void> =>
    reindexAll({
      reindex,
      sketcher: new Sketcher(database, sketchedBy),
      provider: 'the other',
      out: { log: (line: string) => said.log.push(line), error: (line: string) => said.error.push(line) },
    });
  const failing = (): OtherModel => {
    const model = new OtherModel(other);
    model.before = () => Promise.reject(new Error('The model is gone.'));
    return model;
  };

  beforeEach(() => {
    said.log = [];
    said.error = [];
  });

  it('tells that the new chunks are in place where only their sketches failed', async () => {
    await writeMany();
    await command(failing());
    expect(await rowsOf('SELECT model_id, sketched FROM embedding_space')).toEqual([
      { model_id: 'the other', sketched: false },
    ]);
    expect((await titles()).length).toBeGreaterThanOrEqual(SKETCH_FROM_CHUNKS);
    expect(said.log.at(-1)).toBe('Reindexed 10 notes with the other.');
    expect(said.error).toEqual([expect.stringMatching(/in place.*service makes them.*The model is gone\./)]);
  });

  it('fails where the notes could not be embedded', async () => {
    await me.write(LAKE);
    other.before = failing().before;
    await expect(command(other)).rejects.toThrow('The model is gone.');
    expect(said).toEqual({ log: [], error: [] });
  });
});
