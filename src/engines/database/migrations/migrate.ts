import type { ClientBase } from 'pg';
import type { Database } from '../database';
import { unhurried } from '../unhurried';
import { type Migration, MigrationError, readMigrations } from './files';
import { type Applied, createLedgers, readLedgers, remember } from './ledgers';
import { ALL_MIGRATIONS, type MigrationSet } from './sets';
import { adoptSingleLedger, tellSingleLedger } from './single-ledger';

/** Any constant, the same in every version: whoever migrates this database waits for it ("trivet" in ASCII). */
const ADVISORY_LOCK = 0x747269766574;

export interface Migrated {
  /** Paths `set/file` that this call applied, in order. */
  readonly applied: readonly string[];
  /** Paths in the ledgers that the folders do not have: a newer version has been here, which is allowed. */
  readonly unknown: readonly string[];
}

interface Wanted {
  readonly sets: readonly MigrationSet[];
  readonly migrations: readonly Migration[];
}

/**
 * Applies the files of the sets that were not applied yet, in order, each in a transaction of its own. The ledger of each set,
 * `trivet.core_migrations` and `trivet.notes_migrations`, remembers them. Several processes may call it at once. On PostgreSQL an
 * advisory lock lets one apply a file while the others wait, and they then find it applied. The embedded engine has one session and
 * the data folder's lock. There is no way down: an older version runs on a newer schema.
 * @param sets default: the core's and the notes'; a host that is not about notes gives `[CORE_MIGRATIONS]`
 * @throws {MigrationError} when a file fails, has a wrong name, or was changed after it was applied
 * @throws {DatabaseUnavailableError}
 */
export async function migrate(
  database: Database,
  sets: readonly MigrationSet[] = ALL_MIGRATIONS,
): Promise<Migrated> {
  const wanted = { sets, migrations: await readMigrations(sets) };
  const before = await database.transaction((client) => prepare(client, wanted));
  for (const migration of wanted.migrations) refuseChanged(migration, before);
  const applied: string[] = [];
  for (const migration of wanted.migrations) {
    if (before.has(migration.path)) continue;
    if (await database.transaction((client) => apply(client, migration, wanted)))
      applied.push(migration.path);
  }
  const known = new Set(wanted.migrations.map(({ path }) => path));
  return { applied, unknown: [...before.keys()].filter((path) => !known.has(path)) };
}

async function prepare(client: ClientBase, wanted: Wanted): Promise<Applied> {
  await lock(client);
  await createLedgers(client, wanted.sets);
  const applied = await readApplied(client, wanted);
  await tellSingleLedger(client, applied);
  return applied;
}

/** CREATE … IF NOT EXISTS is no protection: two at once can both find nothing, and the slower one then fails. */
async function lock(client: ClientBase): Promise<void> {
  await client.query('SET LOCAL statement_timeout = 0');
  await client.query(unhurried(`SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})`));
}

async function readApplied(client: ClientBase, { sets, migrations }: Wanted): Promise<Applied> {
  const applied = await readLedgers(client, sets);
  await adoptSingleLedger(client, { migrations, applied });
  return applied;
}

function refuseChanged({ path, sha256 }: Migration, applied: Applied): void {
  const appliedSum = applied.get(path);
  if (appliedSum === undefined || appliedSum === sha256) return;
  throw new MigrationError(
    path,
    'the file is not the one that was applied to this database. Restore it, and put the change into a new file.',
  );
}

/** @returns false when another process applied it meanwhile */
async function apply(client: ClientBase, migration: Migration, wanted: Wanted): Promise<boolean> {
  await lock(client);
  const applied = await readApplied(client, wanted);
  refuseChanged(migration, applied);
  if (applied.has(migration.path)) return false;
  await run(client, migration);
  await remember(client, migration);
  await tellSingleLedger(client, applied.set(migration.path, migration.sha256));
  await client.query(CHANGE_EPOCH);
  return true;
}

/** What a migration changes may be seen by no trigger, so every stamp changes with it. */
const CHANGE_EPOCH = `DO $$ BEGIN
  IF to_regproc('trivet.touch') IS NOT NULL THEN PERFORM trivet.touch('{*}'); END IF;
END $$`;

async function run(client: ClientBase, { path, sql }: Migration): Promise<void> {
  try {
    await client.query(unhurried(sql));
  } catch (error) {
    throw new MigrationError(path, describe(error, sql), error);
  }
}

function describe(error: unknown, sql: string): string {
  if (!(error instanceof Error)) return String(error);
  const position = 'position' in error ? Number(error.position) : NaN;
  const line = Number.isNaN(position) ? '' : ` (line ${sql.slice(0, position).split('\n').length})`;
  return `${error.message}${line}. Nothing of this file was applied.`;
}
