import type { Pool } from 'pg';
import { CHUNKS, allStamps, changedBy, describeOnEngines, rowsOf, type MarkedDatabase } from './support';

describeOnEngines('A watched table', (open) => {
  let database: MarkedDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await open();
    pool = database.pool;
  });
  afterAll(() => database.close());
  beforeEach(() => pool.query(CHUNKS));

  it('counts what was in it before as written', async () => {
    expect([...(await allStamps(pool)).keys()].sort()).toEqual(['*', 'a', 'b']);
  });

  it.each([
    ['an insert', `INSERT INTO chunks VALUES (5, 'a', 'five')`, ['a']],
    ['an insert into several corpora', `INSERT INTO chunks VALUES (5, 'a', 'x'), (6, 'b', 'y')`, ['a', 'b']],
    ['the first row of a corpus', `INSERT INTO chunks VALUES (5, 'new', 'x')`, ['new']],
    ['an update of a returned column', `UPDATE chunks SET content = 'changed' WHERE id = 3`, ['b']],
    ['an update to null', `UPDATE chunks SET embedding = NULL WHERE id = 3`, ['b']],
    ['an update from null', `UPDATE chunks SET embedding = '{1}' WHERE id = 4`, ['b']],
    ['the smallest change of a number', `UPDATE chunks SET embedding = '{0.25000003}' WHERE id = 1`, ['a']],
    ['a move', `UPDATE chunks SET corpus = 'b' WHERE id = 1`, ['a', 'b']],
    ['a move into nothing', `UPDATE chunks SET corpus = NULL WHERE id = 1`, ['a']],
    ['another key', `UPDATE chunks SET id = 9 WHERE id = 1`, ['a']],
    [
      'two rows that swap what they hold',
      `UPDATE chunks AS c SET content = d.content, embedding = d.embedding
       FROM chunks AS d WHERE c.id IN (1, 2) AND d.id = 3 - c.id`,
      ['a'],
    ],
    ['a delete', `DELETE FROM chunks WHERE id = 4`, ['b']],
    ['the delete of the last rows of a corpus', `DELETE FROM chunks WHERE corpus = 'b'`, ['b']],
    ['TRUNCATE', `TRUNCATE chunks`, ['*']],
    [
      'a conflict that updates',
      `INSERT INTO chunks VALUES (1, 'a', 'new') ON CONFLICT (id) DO UPDATE SET content = excluded.content`,
      ['a'],
    ],
    [
      'MERGE',
      `MERGE INTO chunks AS c USING (VALUES (1, 'x'), (3, 'y'), (9, 'z')) AS v (id, content) ON c.id = v.id
       WHEN MATCHED AND c.id = 1 THEN DELETE
       WHEN MATCHED THEN UPDATE SET content = v.content
       WHEN NOT MATCHED THEN INSERT VALUES (v.id, 'merged', v.content)`,
      ['a', 'b', 'merged'],
    ],
    [
      'writes in a WITH list',
      `WITH gone AS (DELETE FROM chunks WHERE id = 1 RETURNING *), kept AS (UPDATE chunks SET content = 'x' WHERE id = 3)
       INSERT INTO chunks SELECT id + 10, 'copy', content FROM gone`,
      ['a', 'b', 'copy'],
    ],
    ['a released savepoint', `BEGIN; SAVEPOINT s; DELETE FROM chunks WHERE id = 1; RELEASE s; COMMIT`, ['a']],
  ])('changes the stamps of exactly the corpora that %s touches', async (_, statement, corpora) => {
    expect(await changedBy(pool, statement)).toEqual(corpora);
  });

  it.each([
    ['an update of other columns', `UPDATE chunks SET views = views + 1`],
    ['an update that changes nothing', `UPDATE chunks SET content = content, corpus = corpus`],
    ['an update of no row', `UPDATE chunks SET content = 'x' WHERE id = 99`],
    ['a delete of no row', `DELETE FROM chunks WHERE id = 99`],
    [
      'a conflict that changes nothing',
      `INSERT INTO chunks VALUES (1, 'z', 'x') ON CONFLICT (id) DO UPDATE SET views = 1`,
    ],
    ['a conflict that does nothing', `INSERT INTO chunks VALUES (1, 'z', 'x') ON CONFLICT DO NOTHING`],
    ['rows without a corpus', `INSERT INTO chunks VALUES (5, NULL, 'x'); DELETE FROM chunks WHERE id = 5`],
    [
      'a transaction that is rolled back',
      `BEGIN; UPDATE chunks SET content = 'x'; TRUNCATE chunks; ROLLBACK`,
    ],
    ['a savepoint that is rolled back', `BEGIN; SAVEPOINT s; DELETE FROM chunks; ROLLBACK TO s; COMMIT`],
  ])('leaves every stamp as it is after %s', async (_, statement) => {
    expect(await changedBy(pool, statement)).toEqual([]);
  });

  it('leaves one mark per corpus and statement, however many rows it writes', async () => {
    await pool.query(`INSERT INTO chunks SELECT g, 'bulk', 'x' FROM generate_series(10, 500) AS g`);
    expect(
      await rowsOf(pool, `SELECT count(*)::int AS marks FROM trivet.marks WHERE corpus = 'bulk'`),
    ).toEqual([{ marks: 1 }]);
  });

  it('never gives a stamp twice, not even to a change that is undone', async () => {
    const stamps = new Set<string | undefined>();
    for (const content of ['x', 'one', 'x', 'one']) {
      await pool.query('UPDATE chunks SET content = $1 WHERE id = 1', [content]);
      stamps.add((await allStamps(pool)).get('a'));
    }
    expect(stamps.size).toBe(4);
  });

  it('sees what a foreign key cascades', async () => {
    await pool.query(`
      DROP TABLE IF EXISTS documents CASCADE;
      CREATE TABLE documents (id integer PRIMARY KEY);
      INSERT INTO documents VALUES (1), (2);
      ALTER TABLE chunks ADD document integer REFERENCES documents ON DELETE CASCADE ON UPDATE CASCADE;
      UPDATE chunks SET document = 1 WHERE id = 1; UPDATE chunks SET document = 2 WHERE id = 3;
      SELECT trivet.watch('public.chunks', 'corpus', '{content,document}')`);
    expect(await changedBy(pool, 'DELETE FROM documents WHERE id = 1')).toEqual(['a']);
    expect(await changedBy(pool, 'UPDATE documents SET id = 7 WHERE id = 2')).toEqual(['b']);
  });

  it('takes any expression over a row for the corpus, whatever names and values hold', async () => {
    const corpus = `a'b"c{,}\\ $1 %s %I \n "*" ✓`;
    await pool.query(`
      DROP SCHEMA IF EXISTS "we""ird %s" CASCADE; CREATE SCHEMA "we""ird %s";
      CREATE TABLE "we""ird %s"."ta'ble $$" ("i d" integer PRIMARY KEY, "new" text, "found" text, "co""l'%I" text);
      SELECT trivet.watch('"we""ird %s"."ta''ble $$"', '''w/'' || "new" -- no more', '{"found","co\\"l''%I"}')`);
    const write = (): Promise<unknown> =>
      pool.query(`INSERT INTO "we""ird %s"."ta'ble $$" VALUES (1, $1, 'x', 'y')`, [corpus]);
    expect(await changedBy(pool, write)).toEqual([`w/${corpus}`]);
    expect(await changedBy(pool, `UPDATE "we""ird %s"."ta'ble $$" SET "found" = 'z'`)).toEqual([
      `w/${corpus}`,
    ]);
    expect(await changedBy(pool, `DELETE FROM "we""ird %s"."ta'ble $$"`)).toEqual([`w/${corpus}`]);
    expect(await rowsOf(pool, 'SELECT * FROM trivet.problems()')).toEqual([]);
  });

  it('counts every column when none are named, also one that is added later', async () => {
    await pool.query(`SELECT trivet.watch('public.chunks', 'corpus')`);
    expect(await changedBy(pool, 'UPDATE chunks SET views = 1 WHERE id = 1')).toEqual(['a']);
    await pool.query('ALTER TABLE chunks ADD later text');
    expect(await changedBy(pool, `UPDATE chunks SET later = 'x' WHERE id = 3`)).toEqual(['b']);
    expect(await changedBy(pool, `UPDATE chunks SET later = later`)).toEqual([]);
  });

  it('counts every update of a table without a primary key, where no row can be told from another', async () => {
    await pool.query(`ALTER TABLE chunks DROP CONSTRAINT chunks_pkey;
      SELECT trivet.watch('public.chunks', 'corpus', '{content}')`);
    expect(await changedBy(pool, 'UPDATE chunks SET views = 1 WHERE id = 1')).toEqual(['a']);
  });

  it('sees rows and TRUNCATE under session_replication_role = replica, and filters columns there too', async () => {
    const replica = (statement: string): Promise<string[]> =>
      changedBy(pool, `BEGIN; SET LOCAL session_replication_role = replica; ${statement}; COMMIT`);
    expect(await replica(`INSERT INTO chunks VALUES (5, 'c', 'x'), (6, 'c', 'y'), (7, 'd', 'z')`)).toEqual([
      'c',
      'd',
    ]);
    expect(await replica(`UPDATE chunks SET content = 'new' WHERE id = 5`)).toEqual(['c']);
    expect(await replica(`UPDATE chunks SET corpus = 'd' WHERE id = 5`)).toEqual(['c', 'd']);
    expect(await replica('UPDATE chunks SET id = 50 WHERE id = 6')).toEqual(['c']);
    expect(await replica('UPDATE chunks SET views = views + 1')).toEqual([]);
    expect(await replica('DELETE FROM chunks WHERE id = 7')).toEqual(['d']);
    expect(await replica('SAVEPOINT s; DELETE FROM chunks WHERE id = 1; ROLLBACK TO s')).toEqual([]);
    // The mark before the savepoint is lost with it; what follows must leave another.
    const again = `DELETE FROM chunks WHERE id = 1; ROLLBACK TO s; DELETE FROM chunks WHERE id = 2`;
    expect(await replica(`SAVEPOINT s; ${again}`)).toEqual(['a']);
    expect(await replica('TRUNCATE chunks')).toEqual(['*']);
  });

  it('leaves one mark for a run of replicated rows of one corpus', async () => {
    await pool.query(`BEGIN; SET LOCAL session_replication_role = replica;
      INSERT INTO chunks SELECT g, 'run', 'x' FROM generate_series(10, 500) AS g; COMMIT`);
    expect(
      await rowsOf(pool, `SELECT count(*)::int AS marks FROM trivet.marks WHERE corpus = 'run'`),
    ).toEqual([{ marks: 1 }]);
  });

  it('keeps every stamp through compaction', async () => {
    await pool.query(`SELECT trivet.touch('{a,b}') FROM generate_series(1, 100)`);
    expect(
      await changedBy(pool, `SELECT trivet.compact('a'), trivet.compact('*'), trivet.compact('never')`),
    ).toEqual([]);
    expect(await rowsOf(pool, `SELECT corpus, marks FROM trivet.stamps('{a}') ORDER BY 1`)).toEqual([
      { corpus: '*', marks: 1 },
      { corpus: 'a', marks: 1 },
    ]);
  });
});
