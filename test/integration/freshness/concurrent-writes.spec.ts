import type { Pool, PoolClient } from 'pg';
import { CHUNKS, allStamps, changedBy, describeOnServer, openOnServer, type MarkedDatabase } from './support';

const isolationLevels = ['READ COMMITTED', 'REPEATABLE READ', 'SERIALIZABLE'];

describeOnServer('Concurrent writers of a watched table', () => {
  let database: MarkedDatabase;
  let pool: Pool;
  let one: PoolClient;
  let two: PoolClient;

  beforeAll(async () => {
    database = await openOnServer();
    pool = database.pool;
    one = await pool.connect();
    two = await pool.connect();
    // Whoever would wait for the other's commit fails instead.
    for (const session of [one, two]) await session.query(`SET lock_timeout = '200ms'`);
  });
  afterAll(async () => {
    one.release();
    two.release();
    await database.close();
  });
  beforeEach(() => pool.query(CHUNKS));
  afterEach(() => Promise.all([one.query('ROLLBACK'), two.query('ROLLBACK')]));

  const stampOf = async (corpus: string): Promise<string | undefined> => (await allStamps(pool)).get(corpus);

  it('change the stamp for a load that began before their commit and ends after it', async () => {
    await one.query('BEGIN');
    await one.query(`UPDATE chunks SET content = 'new' WHERE id = 1`);
    const whenLoadBegan = await stampOf('a');
    await one.query('COMMIT');
    expect(await stampOf('a')).not.toBe(whenLoadBegan);
  });

  it('stay unseen while their transaction is open, and hold nobody up', async () => {
    await one.query('BEGIN');
    expect(
      await changedBy(pool, () => one.query(`INSERT INTO chunks VALUES (5, 'a', 'x'), (6, 'new', 'x')`)),
    ).toEqual([]);
    expect(await changedBy(pool, () => two.query(`INSERT INTO chunks VALUES (7, 'a', 'y')`))).toEqual(['a']);
    expect(await changedBy(pool, () => two.query(`SELECT trivet.compact('a')`))).toEqual([]);
    expect(await changedBy(pool, () => one.query('COMMIT'))).toEqual(['a', 'new']);
  });

  it.each([
    ['the first commits first', () => [one, two]],
    ['the second commits first', () => [two, one]],
  ])(
    'of one corpus and of two in opposite orders do not wait, and each commit changes the stamps: %s',
    async (_, order) => {
      await one.query('BEGIN');
      await two.query('BEGIN');
      await one.query(`UPDATE chunks SET content = 'by one' WHERE id = 1`);
      await two.query(`UPDATE chunks SET content = 'by two' WHERE id = 4`);
      await one.query(`UPDATE chunks SET content = 'by one' WHERE id = 3`);
      await two.query(`UPDATE chunks SET content = 'by two' WHERE id = 2`);
      for (const session of order()) {
        expect(await changedBy(pool, () => session.query('COMMIT'))).toEqual(['a', 'b']);
      }
    },
  );

  it.each(isolationLevels)(
    'never fail because of marks: %s, with reads and a compaction between',
    async (level) => {
      // A table each, since what they read and write in one table could conflict by itself; the corpus is the same.
      await pool.query(`DROP TABLE IF EXISTS pages; CREATE TABLE pages (id integer PRIMARY KEY, corpus text);
      SELECT trivet.watch('pages', 'corpus')`);
      const writers = [
        { session: one, table: 'chunks', write: `INSERT INTO chunks VALUES (5, 'a', 'x')` },
        { session: two, table: 'pages', write: `INSERT INTO pages VALUES (5, 'a')` },
      ];
      for (const { session, table } of writers) {
        await session.query(`BEGIN ISOLATION LEVEL ${level}`);
        await session.query(`SELECT count(*) FROM ${table}`);
      }
      for (const { session, table, write } of writers) {
        await session.query(write);
        await session.query(`UPDATE ${table} SET corpus = 'b' WHERE id = 5`);
        await pool.query(`SELECT trivet.compact('a'), trivet.compact('b')`);
        await stampOf('a');
      }
      for (const { session } of writers) {
        expect(await changedBy(pool, () => session.query('COMMIT'))).toEqual(['a', 'b']);
        await pool.query(`SELECT trivet.compact('a')`);
      }
    },
  );

  it('cannot slip between the corpora that a new watch finds and its triggers', async () => {
    await pool.query(`SELECT trivet.unwatch('public.chunks')`);
    await one.query('BEGIN');
    await one.query(`INSERT INTO chunks VALUES (5, 'late', 'x')`);
    const watching = pool.query(`SELECT trivet.watch('chunks', 'corpus')`);
    await one.query('COMMIT');
    await watching;
    expect([...(await allStamps(pool)).keys()]).toContain('late');
  });

  it('leave marks by COPY too', async () => {
    const copy = `COPY chunks (id, corpus, content) FROM PROGRAM 'printf "7\\tc\\tx\\n8\\td\\ty\\n"'`;
    expect(await changedBy(pool, copy)).toEqual(['c', 'd']);
  });
});
