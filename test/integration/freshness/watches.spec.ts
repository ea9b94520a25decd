import type { Pool } from 'pg';
import { readinessProblems } from '../../../src/core/freshness/freshness-check';
import { CHUNKS, changedBy, describeOnEngines, rowsOf, type MarkedDatabase } from './support';

describeOnEngines('trivet.watch', (open) => {
  let database: MarkedDatabase;
  let pool: Pool;

  beforeAll(async () => {
    database = await open();
    pool = database.pool;
  });
  afterAll(() => database.close());
  beforeEach(() => pool.query(CHUNKS));

  it.each([
    ['an unknown table', `'public.nothing', 'corpus'`, /relation "public.nothing" does not exist/],
    ['an unknown column', `'chunks', 'corpus', '{content,nope}'`, /^public.chunks has no column nope$/],
    [
      'an unknown column in the expression',
      `'chunks', 'nope'`,
      /cannot be \(nope\): column "nope" does not exist/,
    ],
    ['a subquery', `'chunks', '(SELECT 1)'`, /cannot use subquery/],
    ['an aggregate', `'chunks', 'max(corpus)'`, /aggregate functions are not allowed/],
    ['no expression', `'chunks', 'corpus) FROM x; --'`, /syntax error/],
    [
      'a function without its schema',
      `'chunks', 'tenant_of(id)'`,
      /function tenant_of\(integer\) does not exist/,
    ],
    ['a view', `'vista', 'corpus'`, /vista cannot be watched: it is not a table/],
    ['a partitioned table', `'parted', 'corpus'`, /parted cannot be watched: it is partitioned/],
    ['a partition', `'part', 'corpus'`, /part cannot be watched: it is partitioned/],
    ['an unlogged table', `'brief', 'corpus'`, /brief cannot be watched: it is unlogged/],
    ['a temporary table', `'passing', 'corpus'`, /passing cannot be watched: it is temporary/],
    ['its own marks', `'trivet.marks', 'corpus'`, /trivet.marks cannot be watched: it is a system table/],
  ])('refuses %s and changes nothing', async (_, parameters, message) => {
    await pool.query(`DROP TABLE IF EXISTS parted, brief, passing; DROP VIEW IF EXISTS vista;
      CREATE VIEW vista AS SELECT 'x' AS corpus;
      CREATE TABLE parted (corpus text) PARTITION BY LIST (corpus); CREATE TABLE part PARTITION OF parted DEFAULT;
      CREATE UNLOGGED TABLE brief (corpus text); CREATE TEMPORARY TABLE passing (corpus text)`);
    const before = await rowsOf(pool, 'SELECT * FROM trivet.watches');
    const refused = expect(pool.query(`SELECT trivet.watch(${parameters})`)).rejects.toThrow(message);
    await refused;
    expect(await rowsOf(pool, 'SELECT * FROM trivet.watches')).toEqual(before);
  });

  it('replaces the earlier watch and changes the epoch', async () => {
    expect(await changedBy(pool, `SELECT trivet.watch('chunks', '''w/'' || corpus', '{views}')`)).toEqual([
      '*',
      'w/a',
      'w/b',
    ]);
    expect(await changedBy(pool, `UPDATE chunks SET content = 'x' WHERE id = 1`)).toEqual([]);
    expect(await changedBy(pool, `UPDATE chunks SET views = 1 WHERE id = 1`)).toEqual(['w/a']);
    expect(await rowsOf(pool, 'SELECT name FROM trivet.watches')).toEqual([{ name: 'public.chunks' }]);
  });

  it('is undone by unwatch, which leaves nothing behind and changes the epoch', async () => {
    expect(await changedBy(pool, `SELECT trivet.unwatch('public.chunks')`)).toEqual(['*']);
    expect(await changedBy(pool, `DELETE FROM chunks`)).toEqual([]);
    expect(await rowsOf(pool, `SELECT tgname FROM pg_trigger WHERE tgname LIKE 'trivet%'`)).toEqual([]);
    const functions = `SELECT proname FROM pg_proc WHERE proname ~ '^(watch|replay)_[0-9]'`;
    expect(await rowsOf(pool, functions)).toEqual([]);
    await expect(pool.query(`SELECT trivet.unwatch('public.chunks')`)).rejects.toThrow(
      'does not watch public.chunks',
    );
  });

  const disabled = 'the trigger is disabled';
  const otherwise = 'the trigger is not as it was installed';
  it.each([
    {
      what: 'a disabled trigger',
      damage: 'ALTER TABLE chunks DISABLE TRIGGER trivet_update',
      trigger: 'trivet_update',
      problem: disabled,
    },
    {
      what: 'triggers that are all disabled',
      damage: 'ALTER TABLE chunks DISABLE TRIGGER ALL',
      trigger: 'trivet_insert',
      problem: disabled,
    },
    {
      what: 'a trigger that no longer fires on a replica',
      damage: 'ALTER TABLE chunks ENABLE TRIGGER ALL',
      trigger: 'trivet_replay',
      problem: otherwise,
    },
    {
      what: 'a dropped trigger',
      damage: 'DROP TRIGGER trivet_truncate ON chunks',
      trigger: 'trivet_truncate',
      problem: 'the trigger is missing',
    },
    {
      what: 'another function body',
      damage: `DO $$ BEGIN
        EXECUTE (SELECT format('CREATE OR REPLACE FUNCTION trivet.%I() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
          SET search_path = pg_catalog, pg_temp AS ''BEGIN RETURN NULL; END''', 'watch_' || id) FROM trivet.watches);
      END $$`,
      trigger: 'trivet_update',
      problem: otherwise,
    },
    {
      what: 'a dropped column',
      damage: 'ALTER TABLE chunks DROP embedding',
      problem: 'column embedding is missing',
    },
    {
      what: 'a table that became unlogged',
      damage: 'ALTER TABLE chunks SET UNLOGGED',
      problem: 'it is unlogged',
    },
    {
      what: 'a table that others inherit from',
      damage: 'CREATE TABLE child () INHERITS (chunks)',
      problem: 'it is partitioned or inherits',
    },
  ])('lets readiness see $what, and no problem once the table is watched again', async (row) => {
    expect(await readinessProblems(pool)).toEqual([]);
    await pool.query(row.damage);
    expect(await readinessProblems(pool)).toContainEqual({
      watched: 'public.chunks',
      trigger: row.trigger ?? null,
      problem: expect.stringContaining(row.problem) as string,
    });
    await pool.query('DROP TABLE IF EXISTS child; ALTER TABLE chunks SET LOGGED');
    await pool.query(`SELECT trivet.watch('chunks', 'corpus', '{content}')`);
    expect(await readinessProblems(pool)).toEqual([]);
  });

  it('lets readiness see a dropped table until its successor is watched or it is unwatched', async () => {
    const missing = [
      { watched: 'public.chunks', trigger: null, problem: expect.stringContaining('is missing') as string },
    ];
    await pool.query('DROP TABLE chunks');
    expect(await readinessProblems(pool)).toEqual(missing);
    await pool.query(`CREATE TABLE chunks (corpus text); SELECT trivet.watch('chunks', 'corpus')`);
    expect(await readinessProblems(pool)).toEqual([]);
    await pool.query('DROP TABLE chunks');
    expect(await readinessProblems(pool)).toEqual(missing);
    await pool.query(`SELECT trivet.unwatch('public.chunks')`);
    expect(await readinessProblems(pool)).toEqual([]);
  });

  it('does not mind that the table is renamed', async () => {
    await pool.query('DROP TABLE IF EXISTS renamed; ALTER TABLE chunks RENAME TO renamed');
    expect(await readinessProblems(pool)).toEqual([]);
    expect(await changedBy(pool, 'DELETE FROM renamed WHERE id = 1')).toEqual(['a']);
    await pool.query(`SELECT trivet.unwatch('public.renamed')`);
  });

  it('lets readiness see that the marks were lost', async () => {
    await pool.query('TRUNCATE trivet.marks');
    expect(await readinessProblems(pool)).toEqual([
      { watched: '*', trigger: null, problem: expect.stringContaining('the epoch has no mark') as string },
    ]);
    await pool.query(`SELECT trivet.touch('{*}')`);
  });

  it('makes the table usable for a role without rights on trivet', async () => {
    await pool.query(`DROP TABLE IF EXISTS theirs; CREATE TABLE theirs (id integer PRIMARY KEY, corpus text);
      SELECT trivet.watch('theirs', 'corpus')`);
    const role = `writer_${String(process.pid)}`;
    await pool.query(
      `CREATE ROLE ${role}; GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON theirs TO ${role}`,
    );
    const as = (statement: string): string => `BEGIN; SET LOCAL ROLE ${role}; ${statement}; COMMIT`;
    try {
      expect(await changedBy(pool, as(`INSERT INTO theirs VALUES (1, 'a')`))).toEqual(['a']);
      expect(await changedBy(pool, as(`UPDATE theirs SET corpus = 'b'`))).toEqual(['a', 'b']);
      expect(await changedBy(pool, as(`DELETE FROM theirs`))).toEqual(['b']);
      expect(await changedBy(pool, as(`TRUNCATE theirs`))).toEqual(['*']);
      for (const forbidden of [
        `SELECT trivet.touch('{a}')`,
        'DELETE FROM trivet.marks',
        'SELECT trivet.watch_truncate()',
      ]) {
        await expect(pool.query(as(forbidden))).rejects.toThrow('permission denied for schema trivet');
        await pool.query('ROLLBACK');
      }
    } finally {
      await pool.query(`DROP OWNED BY ${role}; DROP ROLE ${role}`);
    }
  });
});
