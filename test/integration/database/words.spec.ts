import { Client } from 'pg';
import { Database } from '../../../src/engines/database/database';
import { SearchIndexes } from '../../../src/notes/search-structure/indexes';
import { eventually } from '../../support/eventually';
import { withDatabase } from '../../support/with-database';
import { describeOnServer } from '../freshness/support';

jest.setTimeout(120_000);

const OURS = 'acme/w/eng';
const THEIRS = 'zeta/w/eng';

const { fresh, database, rows: rowsOf } = withDatabase();
beforeEach(() => rowsOf('DELETE FROM notes'));

/** Ids that say nothing about when a row was written. */
const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

interface Written {
  readonly n: number;
  readonly content: string;
  readonly title?: string;
  readonly corpus?: string;
}

/** Notes of one chunk each, by plain SQL. */
async function write(notes: readonly Written[]): Promise<void> {
  const rows = notes.map(({ n, content, title = 'Note', corpus = OURS }) => ({
    id: idOf(n),
    content,
    title,
    tenant: corpus.split('/')[0],
  }));
  const given = 'jsonb_to_recordset($1) AS r (id uuid, content text, title text, tenant text)';
  const values = [JSON.stringify(rows)];
  await rowsOf(
    `INSERT INTO notes (id, tenant, workspace, owner, visibility, title, body)
     SELECT id, tenant, 'eng', 'ann', 'workspace', title, content FROM ${given}`,
    values,
  );
  await rowsOf(
    `INSERT INTO chunks (id, note_id, corpus, ordinal, section, content, hash, embedding)
     SELECT id, id, tenant || '/w/eng', 0, '{}', content, md5(content), '[1,0]' FROM ${given}`,
    values,
  );
}

interface Hit {
  readonly id: string;
  readonly words: readonly string[];
  readonly share: number;
}

async function hits(question: string, corpora: readonly string[] = [OURS]): Promise<Hit[]> {
  const search = "SELECT * FROM trivet.word_hits($1, $2, 50, '{}')";
  return (await database.query<Hit & Record<string, unknown>>({ text: search, values: [corpora, question] }))
    .rows;
}
const found = async (question: string, corpora?: readonly string[]): Promise<string[]> =>
  (await hits(question, corpora)).map(({ id }) => id);

describe('The terms of a text', () => {
  const terms = async (text: string): Promise<unknown> =>
    (await rowsOf('SELECT trivet.terms($1) AS terms', [text]))[0]?.terms;

  it.each([
    ['words in lower case, with their accents', 'Ärger im CAFÉ', ['ärger', 'im', 'café']],
    [
      'a part number, whole, without its joiners and in parts',
      'PX-4410-B',
      ['px-4410-b', 'px4410b', 'px', '4410', 'b'],
    ],
    [
      'an ISBN without its hyphens',
      'ISBN 978-0-306-40615-7.',
      ['9780306406157', '978-0-306-40615-7', 'isbn'],
    ],
    ['a version', 'since v1.24.3, that', ['v1.24.3', 'v1243', 'since', 'that']],
    [
      'a setting, and its name without the value',
      'CACHE_TTL=5',
      ['cache_ttl=5', 'cache_ttl', 'cache', 'ttl', '5'],
    ],
    [
      'a path, its file and the names in it',
      '/etc/nginx/nginx.conf',
      ['etc/nginx/nginx.conf', 'nginx.conf', 'etc', 'conf'],
    ],
    [
      'a URL and its host',
      '(https://video.example/watch?v=abc)',
      ['https://video.example/watch?v=abc', 'video.example', 'watch', 'abc'],
    ],
    [
      'an e-mail address and both its sides',
      'bob.smith@mail.example',
      ['bob.smith@mail.example', 'bob.smith', 'mail.example', 'smith'],
    ],
    [
      'a hidden file and an option, with and without what they begin with',
      'set .env by --dry',
      ['.env', 'env', '--dry', 'dry'],
    ],
    ['languages whose names end in signs', 'C++ and C#', ['c++', 'c#']],
    [
      'words without a plural s',
      'Charges of the canvas bus, gas and glass',
      ['charge', 'canva', 'bus', 'gas', 'glass'],
    ],
    ['a word with either apostrophe', "Zoë's d’accord don't", ['zoë', "d'accord", 'accord', "don't", 'dont']],
    [
      'a name in camel case and its words',
      'keepAliveTimeout',
      ['keepalivetimeout', 'keep', 'alive', 'timeout'],
    ],
    ['full-width letters and digits as others', 'ＰＸ４４', ['px44']],
    ['pairs of characters where no spaces are written', '東京タワー', ['東京', '京タ', 'ワー']],
    ['a word of one character there', '水', ['水']],
  ])('have %s', async (_, text, expected) => {
    expect(await terms(text)).toEqual(expect.arrayContaining(expected));
  });

  it('have nothing of a possessive', async () => {
    expect(await terms("Fastify's and Zoë’s")).toEqual(
      expect.not.arrayContaining(["fastify's", 'fastifys', 's']),
    );
  });

  it('are read in one pass of a script without spaces', async () => {
    const startedAt = performance.now();
    await rowsOf('SELECT trivet.terms($1)', ['天地玄黃宇宙洪荒'.repeat(2_500)]);
    // It took 8 s on a server when each place was cut out by itself.
    expect(performance.now() - startedAt).toBeLessThan(3_000);
  });

  it('have nothing of a text without letters and digits, nor of a run that no person types', async () => {
    expect(await terms(' … -- __ % ')).toEqual([]);
    expect(await terms('a'.repeat(65))).toEqual([]);
  });
});

describe('A search by words', () => {
  it('tells what a chunk, its headings or its title hold of the question, best first', async () => {
    await write([
      { n: 1, content: 'The boiler is left of the door.' },
      { n: 2, content: 'Its valve is a PX-4410-B.', title: 'Boiler' },
      { n: 3, content: 'Its valve is a PX-4401-B.' },
    ]);
    await rowsOf(`UPDATE chunks SET section = '{Spare parts}' WHERE id = $1`, [idOf(3)]);
    const [first] = await hits('px4410b boiler');
    expect(first).toEqual({ id: idOf(2), words: ['boiler', 'px4410b'], share: 1 });
    expect(await found('px4410b boiler')).toEqual([idOf(2), idOf(1)]);
    expect(await found('spare')).toEqual([idOf(3)]);
    expect(await found('heron')).toEqual([]);
    expect(await found('')).toEqual([]);
  });

  it('does not take the one rare word of a question for the whole of it', async () => {
    const lamps = Array.from({ length: 20 }, (_, n) => ({ n, content: `Lamp ${n} hangs in the hall.` }));
    await write([...lamps, { n: 20, content: 'A spare bulb.' }]);
    const [first] = await hits('spare lamp hall');
    expect(first).toMatchObject({ id: idOf(20), words: ['spare'] });
    expect(first?.share).toBeLessThan(0.5);
  });

  it('follows what plain SQL does to notes and chunks', async () => {
    await write([{ n: 1, content: 'Red lamp', title: 'Attic' }]);
    await rowsOf(`UPDATE notes SET title = 'Cellar' WHERE id = $1`, [idOf(1)]);
    expect([await found('attic'), await found('cellar')]).toEqual([[], [idOf(1)]]);
    await rowsOf(`UPDATE chunks SET content = 'Green lamp' WHERE id = $1`, [idOf(1)]);
    expect([await found('red'), await found('green')]).toEqual([[], [idOf(1)]]);
    await rowsOf(`UPDATE notes SET visibility = 'private', workspace = NULL WHERE id = $1`, [idOf(1)]);
    expect([await found('green cellar'), await found('green cellar', ['acme/u/ann'])]).toEqual([
      [],
      [idOf(1)],
    ]);
    await rowsOf('DELETE FROM notes');
    expect(await found('green cellar', ['acme/u/ann'])).toEqual([]);
  });

  it('depends on nothing that stands outside its scope, nor on the order in which notes were written', async () => {
    const kinds = ['valve', 'pump', 'fuse', 'belt', 'lamp'];
    const own = Array.from({ length: 700 }, (_, n) => ({
      n,
      content: `The ${kinds[n % 5]} of ${n % 7 === 0 ? 'steel' : 'brass'} is kept in box ${n % 90}.`,
      title: n % 2 === 0 ? 'Store' : 'Attic',
    }));
    const ask = () =>
      Promise.all(['steel valve in box 77', 'brass', 'attic fuse', 'the box'].map((q) => hits(q)));
    await write(own);
    const alone = await ask();
    expect(alone[0]).not.toEqual([]);
    await write(own.map(({ content, title }, at) => ({ n: 5_000 + at, content, title, corpus: THEIRS })));
    expect(await ask()).toEqual(alone);
    await rowsOf('DELETE FROM notes');
    await write([...own].sort((a, b) => ((a.n * 17) % 701) - ((b.n * 17) % 701)));
    expect(await ask()).toEqual(alone);
  });

  it('leaves out a word that many chunks of its scope hold, and no other word for it', async () => {
    await write(Array.from({ length: 900 }, (_, n) => ({ n, content: `The box ${n} is full.` })));
    await write([{ n: 900, content: 'The heron is grey.' }]);
    expect(await hits('the box is full')).toEqual([]);
    expect(await hits('is the heron in the box')).toMatchObject([{ id: idOf(900), words: ['heron'] }]);
  });

  it('finds a word of a title by all chunks of its note, however many these are', async () => {
    await write([{ n: 1, content: 'first', title: 'Kiosk Zanzibar' }]);
    await write(Array.from({ length: 20 }, (_, at) => ({ n: 100 + at, content: `other ${at}` })));
    await rowsOf(`INSERT INTO chunks (id, note_id, corpus, ordinal, section, content, hash, embedding)
      SELECT gen_random_uuid(), note_id, corpus, n, section, 'part ' || n, md5(n::text), embedding
      FROM chunks, generate_series(1, 11) AS n WHERE id = '${idOf(1)}'`);
    expect(await found('zanzibar')).toHaveLength(12);
  });

  it('tells of given chunks what they hold, even behind those that hold more', async () => {
    await write([
      { n: 1, content: 'heron and stork' },
      { n: 2, content: 'heron' },
      { n: 3, content: 'stork' },
    ]);
    const search = 'SELECT id FROM trivet.word_hits($1, $2, 1, $3)';
    const rows = await rowsOf(search, [[OURS], 'heron stork', [idOf(3)]]);
    expect(rows).toEqual([{ id: idOf(1) }, { id: idOf(3) }]);
  });

  it('has no words until the service has built the indexes of a large database, and no answer from before is used then', async () => {
    const epoch = () => rowsOf("SELECT stamp FROM trivet.stamps('{}')");
    await write([{ n: 1, content: 'heron' }]);
    await rowsOf('DROP INDEX chunks_words');
    await rowsOf('DROP INDEX notes_words');
    expect(await found('heron')).toEqual([]);
    const before = await epoch();
    await new SearchIndexes(database).build();
    expect(await found('heron')).toEqual([idOf(1)]);
    expect(await epoch()).not.toEqual(before);
  });

  it('is said to have an index that the server finished when the process had gone', async () => {
    const epoch = () => rowsOf("SELECT stamp FROM trivet.stamps('{}')");
    await rowsOf('DROP INDEX notes_words');
    await rowsOf('CREATE INDEX notes_words ON notes USING gin (trivet.title_words(corpus, id, title))');
    const before = await epoch();
    await new SearchIndexes(database).build();
    const told = await epoch();
    expect(told).not.toEqual(before);
    await new SearchIndexes(database).build();
    expect(await epoch()).toEqual(told);
  });
});

describeOnServer('an index of words that another instance builds', () => {
  it('is left to it', async () => {
    await rowsOf('DROP INDEX notes_words');
    const writer = new Client({ connectionString: fresh.url });
    const other = await Database.open(fresh);
    await writer.connect();
    await writer.query('BEGIN; LOCK TABLE notes IN ROW EXCLUSIVE MODE');
    const built = new SearchIndexes(other).build();
    const index = "SELECT indexrelid, indisvalid FROM pg_index WHERE indexrelid = to_regclass('notes_words')";
    await eventually('It waits for whoever writes.', async () => (await rowsOf(index)).length === 1);
    const [begun] = await rowsOf(index);

    await new SearchIndexes(database).build();
    expect(await rowsOf(index)).toEqual([{ ...begun, indisvalid: false }]);
    await writer.end();
    await built;
    expect(await rowsOf(index)).toEqual([{ ...begun, indisvalid: true }]);
    await other.close();
  });
});
