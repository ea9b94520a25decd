import { Database } from '../../../src/engines/database/database';
import { withApp } from '../../support/with-app';

jest.setTimeout(60_000);

const { app, me: ann } = withApp({ env: { EMBEDDING_PROVIDER: 'lexical' } });

const TITLE = 'Volcano ledger';
const WORDS = 'The volcano keeps what nobody else knows.';
const QUESTION = 'What does the volcano keep?';

/** As where two tables are replicated apart: no foreign key cascades, and no trigger of a statement fires. */
async function replay(...statements: [text: string, ...values: unknown[]][]): Promise<void> {
  await app.nest.get(Database).transaction(async (client) => {
    await client.query('SET LOCAL session_replication_role = replica');
    for (const [text, ...values] of statements) await client.query(text, values);
  });
}

afterEach(async () => {
  await replay(
    ["DELETE FROM trivet.agreements WHERE name = 'x'"],
    ['DELETE FROM chunks'],
    ['DELETE FROM notes'],
  );
});

async function problems(): Promise<unknown[]> {
  const text = 'SELECT watched, trigger, problem FROM trivet.problems()';
  return (await app.nest.get(Database).query({ text })).rows;
}

const told = (problem: string) => [
  { watched: 'public.chunks', trigger: null, problem: expect.stringContaining(problem) as string },
];

const HIDE_NOTE = `UPDATE notes SET visibility = 'private', workspace = NULL, title = 'Private' WHERE id = $1`;
const HIDE_CHUNKS =
  'UPDATE chunks SET corpus = notes.corpus FROM notes WHERE notes.id = note_id AND note_id = $1';

describe('a note that is private already while its chunks are not yet', () => {
  it('is told to nobody, is told by trivet.problems(), and is its owner’s alone when they have followed', async () => {
    const tenant = crypto.randomUUID();
    const [owner, colleague] = ['ann', 'bob'].map((sub) => app.as({ sub, tenant }));
    if (!owner || !colleague) throw new Error('Two people ask.');
    const note = await owner.write({ title: TITLE, body: WORDS, visibility: 'workspace', workspace: 'eng' });
    const sources = async () =>
      Promise.all(
        [owner, colleague].map(async (person) =>
          (await person.ask(QUESTION)).body.sources.map(({ title, note_id }) => [title, note_id]),
        ),
      );
    expect(await sources()).toEqual([[[TITLE, note.id]], [[TITLE, note.id]]]);
    expect(await problems()).toEqual([]);

    await replay([HIDE_NOTE, note.id]);
    expect(await sources()).toEqual([[], []]);
    expect(await problems()).toEqual(told('1 rows: the note of the chunk is missing or in another corpus'));

    await replay([HIDE_CHUNKS, note.id]);
    expect(await sources()).toEqual([[['Private', note.id]], []]);
    expect(await problems()).toEqual([]);
  });

  it('does not keep an instance from being ready', async () => {
    const note = await ann.write({ title: TITLE, body: WORDS, visibility: 'workspace', workspace: 'eng' });
    await replay([HIDE_NOTE, note.id]);
    expect((await ann.call('GET', '/health/ready')).status).toBe(200);
  });
});

describe('trivet.problems()', () => {
  it('does not look at rows for who gives it less than a second, as the readiness of former versions does', async () => {
    const note = await ann.write({ title: TITLE, body: WORDS });
    await replay(['DELETE FROM notes WHERE id = $1', note.id]);
    const hurried = await app.nest.get(Database).transaction(async (client) => {
      await client.query("SET LOCAL statement_timeout = '400ms'");
      return (await client.query('SELECT FROM trivet.problems()')).rowCount;
    });
    expect(hurried).toBe(0);
    expect(await problems()).toHaveLength(1);
  });

  it('tells chunks whose note is gone', async () => {
    const note = await ann.write({ title: TITLE, body: WORDS });
    await replay(['DELETE FROM notes WHERE id = $1', note.id]);
    expect((await ann.ask(QUESTION)).body.sources).toEqual([]);
    expect(await problems()).toEqual(told('1 rows: the note of the chunk is missing'));
  });

  it('tells corpora that nobody has in scope, because their marks are missing', async () => {
    const note = await ann.write({ title: TITLE, body: WORDS });
    const mark = 'FROM trivet.marks USING notes WHERE notes.id = $1 AND marks.corpus = notes.corpus';
    await replay([`DELETE ${mark}`, note.id]);
    expect(await problems()).toEqual([
      { watched: 'trivet.marks', trigger: null, problem: expect.stringContaining('no mark') as string },
    ]);
    await replay(['SELECT trivet.touch(ARRAY(SELECT DISTINCT corpus FROM notes))']);
    expect(await problems()).toEqual([]);
    expect((await ann.ask(QUESTION)).body.sources).toHaveLength(1);
  });

  it('says which tables it cannot compare', async () => {
    await replay([`SELECT trivet.agree('x', 'public.x', 'SELECT FROM public.x', 'wrong')`]);
    expect(await problems()).toEqual([
      { watched: 'public.x', trigger: null, problem: expect.stringContaining('does not exist') as string },
    ]);
  });
});
