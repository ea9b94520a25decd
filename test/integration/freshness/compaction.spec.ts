import type { Pool, PoolClient } from 'pg';
import {
  CHUNKS,
  allStamps,
  changedBy,
  describeOnServer,
  openOnServer,
  rowsOf,
  type MarkedDatabase,
} from './support';

const LOAD_MS = 3_000;

describeOnServer('Compaction', () => {
  let database: MarkedDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await openOnServer();
    pool = database.pool;
  });
  afterAll(() => database.close());
  beforeEach(() =>
    pool.query(
      `TRUNCATE trivet.marks; ${CHUNKS} SELECT trivet.touch('{a,b,quiet}') FROM generate_series(1, 100)`,
    ),
  );

  const inTransaction = async (work: (session: PoolClient) => Promise<void>): Promise<void> => {
    const session = await pool.connect();
    await session.query('BEGIN');
    try {
      await work(session);
    } finally {
      await session.query('ROLLBACK');
      session.release();
    }
  };

  it('keeps the stamp for readers and writers that come while it is open, and after it', async () => {
    await inTransaction(async (compacting) => {
      expect(await changedBy(pool, () => compacting.query(`SELECT trivet.compact('a')`))).toEqual([]);
      expect(await changedBy(pool, `DELETE FROM chunks WHERE id = 1`)).toEqual(['a']);
      expect(await changedBy(pool, () => compacting.query('COMMIT'))).toEqual([]);
      expect(await rowsOf(pool, `SELECT marks FROM trivet.stamps('{a}') WHERE corpus = 'a'`)).toEqual([
        { marks: 2 },
      ]);
    });
  });

  it('leaves the marks alone when another session compacts the same corpus', async () => {
    await inTransaction(async (compacting) => {
      await compacting.query(`SELECT trivet.compact('a')`);
      expect(
        await rowsOf(pool, `SELECT trivet.compact('a') AS a, trivet.compact('quiet')::int AS quiet`),
      ).toEqual([{ a: null, quiet: 100 }]);
    });
  });

  it.each(['REPEATABLE READ', 'SERIALIZABLE'])('refuses %s', async (level) => {
    await inTransaction(async (session) => {
      await session.query(`SET TRANSACTION ISOLATION LEVEL ${level}`);
      await expect(session.query(`SELECT trivet.compact('a')`)).rejects.toThrow(
        `needs READ COMMITTED, not ${level}`,
      );
    });
  });

  it('works under a publication of all tables', async () => {
    await pool.query('CREATE PUBLICATION everything FOR ALL TABLES');
    expect(await changedBy(pool, `SELECT trivet.compact('a')`)).toEqual([]);
    await pool.query('DROP PUBLICATION everything');
  });

  it('keeps every stamp under writers, compactors and readers at once, and nobody fails', async () => {
    const until = performance.now() + LOAD_MS;
    const quiet = new Set<string | undefined>();
    const contents = new Map<string, Set<string>>();
    let commits = 0;
    let compactions = 0;
    const repeat = async (step: (session: PoolClient) => Promise<void>): Promise<void> => {
      const session = await pool.connect();
      try {
        while (performance.now() < until) await step(session);
      } finally {
        session.release();
      }
    };
    const writer = (order: readonly number[]) => async (session: PoolClient) => {
      await session.query('BEGIN');
      // Every row has one writer: they meet in the corpora, in opposite orders, and never wait for a row.
      for (const id of order)
        await session.query('UPDATE chunks SET content = $1 WHERE id = $2', [String(commits), id]);
      await session.query('COMMIT');
      commits += 1;
    };
    const compactor = async (session: PoolClient): Promise<void> => {
      for (const corpus of ['a', 'b', 'quiet']) await session.query('SELECT trivet.compact($1)', [corpus]);
      compactions += 1;
    };
    const reader = async (session: PoolClient): Promise<void> => {
      quiet.add((await allStamps(session)).get('quiet'));
      const { rows } = await session.query<{ stamp: string; content: string }>(
        `SELECT stamp, (SELECT string_agg(content, ' ' ORDER BY id) FROM chunks WHERE corpus = 'a') AS content
         FROM trivet.stamps('{a}') WHERE corpus = 'a'`,
      );
      for (const { stamp, content } of rows)
        contents.set(stamp, (contents.get(stamp) ?? new Set()).add(content));
    };
    const work = [writer([1, 3]), writer([4, 2]), compactor, compactor, compactor, reader, reader];
    await Promise.all(work.map(repeat));
    expect(Math.min(commits, compactions)).toBeGreaterThan(20);
    expect(quiet.size).toBe(1);
    expect(contents.size).toBeGreaterThan(20);
    expect([...contents.values()].filter((seen) => seen.size > 1)).toEqual([]);
  });
});
