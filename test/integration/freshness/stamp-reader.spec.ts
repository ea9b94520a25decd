import type { Pool } from 'pg';
import { Compactor, compactWith, crowdedIn } from '../../../src/core/freshness/compactor';
import { stampQuery } from '../../../src/core/freshness/stamp-query';
import { DEFAULT_SETTINGS } from '../../../src/core/settings';
import { StampReader } from '../../../src/core/freshness/stamp-reader';
import { parseStamps, snapshotOf, STAMPS_COLUMN, STAMPS_CTE } from '../../../src/core/freshness/stamps';
import { StampsUnavailableError } from '../../../src/core/freshness/stamps-unavailable.error';
import {
  CHUNKS,
  describeOnEngines,
  describeOnServer,
  openOnServer,
  rowsOf,
  type MarkedDatabase,
} from './support';

describeOnEngines('StampReader on a database', (open) => {
  let database: MarkedDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await open();
    pool = database.pool;
  });
  afterAll(() => database.close());
  beforeEach(() => pool.query(`${CHUNKS} TRUNCATE trivet.marks; SELECT trivet.touch('{*,a,b}')`));

  const search = (corpora: readonly string[], content: string): Promise<Record<string, unknown>[]> =>
    rowsOf(
      pool,
      `WITH ${STAMPS_CTE} SELECT ${STAMPS_COLUMN}, hit.* FROM (SELECT) AS one
       LEFT JOIN (SELECT id FROM chunks WHERE corpus = ANY ($1) AND content = $2) AS hit ON true`,
      [corpora, content],
    );

  it('sees each write that was committed before it was asked', async () => {
    const reader = new StampReader({ ...DEFAULT_SETTINGS.freshness, query: stampQuery(pool) });
    const before = await reader.read(['b', 'a', 'new']);
    expect(before.scope).toEqual(['a', 'b']);
    await pool.query(`INSERT INTO chunks VALUES (5, 'new', 'x')`);
    const after = await reader.read(['b', 'a', 'new']);
    expect(after.scope).toEqual(['a', 'b', 'new']);
    expect(after.stamps.slice(0, 96)).toBe(before.stamps);
  });

  it('reads the same stamps as a retrieval statement, with passages and without', async () => {
    const corpora = ['a', 'b', 'never', `o'dd "{}\\ ✓`];
    await pool.query('SELECT trivet.touch($1)', [[corpora[3]]]);
    const read = await new StampReader({ ...DEFAULT_SETTINGS.freshness, query: stampQuery(pool) }).read(
      corpora,
    );
    expect(read.scope).toHaveLength(3);
    for (const [content, ids] of [
      ['one', [1]],
      ['nothing like it', [null]],
    ] as const) {
      const rows = await search(corpora, content);
      expect(rows.map(({ id }) => id)).toEqual(ids);
      expect(rows.map(({ stamps }) => snapshotOf(corpora, parseStamps(stamps)))).toEqual([read]);
    }
  });

  it('has a crowded corpus compacted, which changes no snapshot', async () => {
    const compactor = new Compactor({ compact: compactWith(pool), crowded: crowdedIn(pool) });
    const reader = new StampReader({
      ...DEFAULT_SETTINGS.freshness,
      query: stampQuery(pool),
      onCrowded: compactor.offer,
    });
    await pool.query(`SELECT trivet.touch('{a}') FROM generate_series(1, 64)`);
    const before = await reader.read(['a', 'b']);
    await compactor.close();
    expect(await rowsOf(pool, `SELECT marks FROM trivet.stamps('{a}') WHERE corpus = 'a'`)).toEqual([
      { marks: 1 },
    ]);
    expect(await reader.read(['a', 'b'])).toEqual(before);
    expect(compactor.failures).toBe(0);
  });

  it('answers nothing when the marks were lost', async () => {
    await pool.query('TRUNCATE trivet.marks');
    const reading = new StampReader({ ...DEFAULT_SETTINGS.freshness, query: stampQuery(pool) }).read(['a']);
    await expect(reading).rejects.toEqual(new StampsUnavailableError('no_epoch'));
  });

  it('reads no stamps where nothing can be written, in a retrieval statement neither', async () => {
    const session = await pool.connect();
    try {
      await session.query('BEGIN READ ONLY');
      const retrieval = `WITH ${STAMPS_CTE} SELECT ${STAMPS_COLUMN}`;
      await expect(session.query(retrieval, [['a']])).rejects.toMatchObject({ code: '25006' });
      await session.query('ROLLBACK; BEGIN READ ONLY');
      await expect(stampQuery(session)(['a'])).rejects.toMatchObject({ code: '25006' });
    } finally {
      await session.query('ROLLBACK');
      session.release();
    }
  });
});

describeOnServer('StampReader on a database that hangs', () => {
  it('answers at the deadline, and reads again as soon as the database does', async () => {
    const { pool, close } = await openOnServer();
    const blocker = await pool.connect();
    await blocker.query('BEGIN; LOCK TABLE trivet.marks IN ACCESS EXCLUSIVE MODE');
    const reader = new StampReader({
      ...DEFAULT_SETTINGS.freshness,
      query: stampQuery(pool),
      deadlineMs: 100,
    });
    const startedAt = performance.now();
    await expect(reader.read(['a'])).rejects.toEqual(new StampsUnavailableError('late'));
    expect(performance.now() - startedAt).toBeGreaterThan(95);
    await blocker.query('COMMIT');
    blocker.release();
    expect((await reader.read(['a'])).scope).toEqual([]);
    await close();
  });

  it('lets the planner inline the stamps, so that they are of the snapshot of the statement that reads them', async () => {
    const { pool, close } = await openOnServer();
    const plan = await rowsOf(pool, `EXPLAIN SELECT * FROM trivet.stamps('{a}')`);
    expect(JSON.stringify(plan)).toMatch(/on marks m/);
    await close();
  });
});
