import { Database } from '../../../src/engines/database/database';
import { MigrationError } from '../../../src/engines/database/migrations/files';
import { migrate } from '../../../src/engines/database/migrations/migrate';
import { CORE_MIGRATIONS } from '../../../src/engines/database/migrations/sets';
import { type FreshDatabase, freshDatabase } from '../../support/engine';
import { migrateAsPrevious, PREVIOUS_SUMS } from '../../support/single-ledger/previous';

jest.setTimeout(120_000);

const CORE_FILES = [
  '0001_trivet.sql',
  '0002_vectors.sql',
  '0004_erasures.sql',
  '0005_primary_stamps.sql',
  '0006_incarnations.sql',
  '0007_agreements.sql',
  '0008_semantic.sql',
];
const NOTES_FILES = [
  '0003_notes.sql',
  '0004_note_erasures.sql',
  '0005_chunker.sql',
  '0006_note_incarnations.sql',
  '0007_sketches.sql',
  '0008_words.sql',
  '0009_agreements.sql',
];
const ALL_FILES = [
  ...CORE_FILES.map((name) => `core/${name}`),
  ...NOTES_FILES.map((name) => `notes/${name}`),
];
/** Made after the sets. */
const NEWER_OF_CORE = ['core/0006_incarnations.sql', 'core/0007_agreements.sql', 'core/0008_semantic.sql'];
const NEWER_OF_NOTES = [
  'notes/0005_chunker.sql',
  'notes/0006_note_incarnations.sql',
  'notes/0007_sketches.sql',
  'notes/0008_words.sql',
  'notes/0009_agreements.sql',
];
const NEWER = [...NEWER_OF_CORE, ...NEWER_OF_NOTES];
const NOTHING = { applied: [], unknown: [] };

let fresh: FreshDatabase;
let database: Database;

beforeAll(async () => {
  fresh = await freshDatabase([]);
  database = await Database.open(fresh);
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});
beforeEach(async () => {
  await database.query({ text: 'DROP TABLE IF EXISTS sketches, graphs, chunks, notes, embedding_space' });
  await database.query({ text: 'DROP SCHEMA IF EXISTS trivet CASCADE' });
});

async function rowsOf(text: string): Promise<Record<string, unknown>[]> {
  return (await database.query<Record<string, unknown>>({ text })).rows;
}

const ledger = (table: string) => rowsOf(`SELECT * FROM trivet.${table} ORDER BY name`);
const epoch = () => rowsOf("SELECT stamp FROM trivet.stamps('{}')");

/** Everything that migrations made, but the ledgers. */
async function schema(): Promise<Record<string, unknown>[]> {
  const ours = "IN ('trivet', 'public')";
  return rowsOf(`
    SELECT 'function' AS kind, p.oid::regprocedure::text AS name, concat_ws(' ', pg_get_functiondef(p.oid), proacl::text) AS made
      FROM pg_proc p WHERE pronamespace::regnamespace::text = 'trivet' AND proname !~ '_\\d+$'
    UNION ALL SELECT 'trigger', tgrelid::regclass || ' ' || tgname, concat(tgenabled, regexp_replace(pg_get_triggerdef(oid), '_\\d+', ''))
      FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'column', attrelid::regclass || ' ' || attname, concat_ws(' ', attnum, format_type(atttypid, atttypmod), attnotnull)
      FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
      WHERE relnamespace::regnamespace::text ${ours} AND attnum > 0 AND relname !~ 'migrations'
    UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname ${ours} AND tablename !~ 'migrations'
    UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace::regnamespace::text ${ours} AND conrelid::regclass::text !~ 'migrations'
    ORDER BY 1, 2`);
}

describe('a database of the version that kept one ledger', () => {
  it('has nothing applied to it again: its rows are copied, with their times, and stamps change for what is new alone', async () => {
    await migrateAsPrevious(database);
    const old = await ledger('migrations');
    const timeOf = (name: string) => old.find((row) => row['name'] === name)?.['applied_at'];
    expect(Object.fromEntries(old.map(({ name, sha256 }) => [name, sha256]))).toEqual(PREVIOUS_SUMS);

    expect(await migrate(database)).toEqual({ ...NOTHING, applied: NEWER });
    const stamp = await epoch();
    const [core, notes] = [await ledger('core_migrations'), await ledger('notes_migrations')];
    const olderOf = (rows: typeof core, newer: number) =>
      rows.slice(0, -newer).map(({ name, applied_at }) => [name, applied_at]);
    expect(olderOf(core, NEWER_OF_CORE.length)).toEqual(
      CORE_FILES.slice(0, -NEWER_OF_CORE.length).map((name) => [name, timeOf(name)]),
    );
    expect(olderOf(notes, NEWER_OF_NOTES.length)).toEqual([
      ['0003_notes.sql', timeOf('0003_notes.sql')],
      ['0004_note_erasures.sql', timeOf('0004_erasures.sql')],
    ]);
    expect(await migrate(database)).toEqual(NOTHING);
    expect([await ledger('core_migrations'), await ledger('notes_migrations')]).toEqual([core, notes]);
    expect([await ledger('migrations'), await epoch()]).toEqual([old, stamp]);
  });

  it('has the same tables, functions, triggers and rights as a new one', async () => {
    await migrateAsPrevious(database);
    await migrate(database);
    const adopted = await schema();
    await database.query({ text: 'DROP TABLE sketches, graphs, chunks, notes, embedding_space' });
    await database.query({ text: 'DROP SCHEMA trivet CASCADE' });
    await migrate(database);
    expect(adopted.length).toBeGreaterThan(80);
    expect(await schema()).toEqual(adopted);
  });

  it('is taken over once when several start at once, beside instances of that version', async () => {
    await migrateAsPrevious(database);
    const others =
      fresh.url === undefined ? [] : await Promise.all([Database.open(fresh), Database.open(fresh)]);
    const runs = [database, ...others].flatMap((each) => [
      migrate(each),
      migrateAsPrevious(each),
      migrate(each),
    ]);
    const results = await Promise.all(runs);
    // They may take turns.
    expect(results.flatMap(({ applied }) => applied).sort()).toEqual([...NEWER].sort());
    expect(results.flatMap(({ unknown }) => unknown)).toEqual([]);
    expect(await ledger('core_migrations')).toHaveLength(CORE_FILES.length);
    expect(await ledger('notes_migrations')).toHaveLength(NOTES_FILES.length);
    await Promise.all(others.map((each) => each.close()));
  });

  it.each([
    [1, ALL_FILES.slice(1)],
    [3, ALL_FILES.filter((name) => !/000[123]/.test(name))],
    [4, ['core/0005_primary_stamps.sql', ...NEWER]],
  ])('gets what it lacks when it had %i files', async (files, lacking) => {
    await migrateAsPrevious(database, files);
    expect(await migrate(database)).toEqual({ applied: lacking, unknown: [] });
    expect(await migrateAsPrevious(database)).toEqual(NOTHING);
  });

  it.each(['0001_trivet.sql', '0004_erasures.sql'])(
    'is refused when its %s was another one, and nothing is applied',
    async (name) => {
      await migrateAsPrevious(database, 4);
      await database.query({ text: `UPDATE trivet.migrations SET sha256 = 'other' WHERE name = '${name}'` });
      await expect(migrate(database)).rejects.toThrow(MigrationError);
      await expect(migrate(database)).rejects.toThrow(
        `core/${name}: the file is not the one that was applied`,
      );
      expect(await rowsOf("SELECT to_regproc('trivet.require_writable') AS made")).toEqual([{ made: null }]);
    },
  );

  it('has the core alone taken over by a host that asks for no more', async () => {
    await migrateAsPrevious(database, 4);
    const applied = ['core/0005_primary_stamps.sql', ...NEWER_OF_CORE];
    expect(await migrate(database, [CORE_MIGRATIONS])).toEqual({ applied, unknown: [] });
    expect(await migrate(database)).toEqual({ ...NOTHING, applied: NEWER_OF_NOTES });
  });
});

describe('a version that kept one ledger', () => {
  it('finds nothing to apply in a database that this version made, and leaves it as it is', async () => {
    expect(await migrate(database)).toEqual({ applied: ALL_FILES, unknown: [] });
    const [made, stamp] = [await schema(), await epoch()];
    expect(await migrateAsPrevious(database)).toEqual(NOTHING);
    expect([await schema(), await epoch()]).toEqual([made, stamp]);
    expect(await migrate(database)).toEqual(NOTHING);
  });

  it('is refused by a database of the core alone, and puts nothing into it', async () => {
    const applied = CORE_FILES.map((name) => `core/${name}`);
    expect(await migrate(database, [CORE_MIGRATIONS])).toEqual({ applied, unknown: [] });
    await expect(migrateAsPrevious(database)).rejects.toThrow('already exists');
    expect(await rowsOf("SELECT to_regclass('public.notes') AS notes")).toEqual([{ notes: null }]);
    expect(await migrate(database, [CORE_MIGRATIONS])).toEqual(NOTHING);
  });

  it('finds nothing to apply once the notes were added to a database of the core alone', async () => {
    await migrate(database, [CORE_MIGRATIONS]);
    const applied = NOTES_FILES.map((name) => `notes/${name}`);
    expect(await migrate(database)).toEqual({ applied, unknown: [] });
    expect(await migrateAsPrevious(database)).toEqual(NOTHING);
  });
});
