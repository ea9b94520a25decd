import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import type { Database } from './database';
import { unhurried } from './unhurried';

/** The package's own, seen from src as from dist. */
export const MIGRATIONS_FOLDER = join(__dirname, '../../../migrations');

/** Any constant: whoever migrates this database waits for it ("trivet" in ASCII). */
const ADVISORY_LOCK = 0x747269766574;

const FILE_NAME = /^\d{4}_[a-z0-9_]+\.sql$/;

/** The database could not be brought to this program's version; nothing of the named file was applied. */
export class MigrationError extends Error {
  constructor(file: string, problem: string, cause?: unknown) {
    super(`Migration ${file}: ${problem}`, { cause });
    this.name = 'MigrationError';
  }
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  /** Hexadecimal, of the text with line feeds only, so that a checkout on Windows is the same file. */
  readonly sha256: string;
}

export interface Migrated {
  /** Files that this call applied, in order. */
  readonly applied: readonly string[];
  /** Names in the database that the folder does not have: a newer version has been here, which is allowed. */
  readonly unknown: readonly string[];
}

/**
 * Applies the files `NNNN_name.sql` of a folder that were not applied yet, in order, each in a transaction of its
 * own; the table `trivet.migrations` remembers them. Safe to call from several processes at once: on PostgreSQL an
 * advisory lock lets one apply a file while the others wait and then find it applied; the embedded engine has one
 * session and the data folder's lock. There is no way down: an older version runs on a newer schema.
 * @param folder default: the package's own
 * @throws {MigrationError} when a file fails, has a wrong name, or was changed after it was applied
 * @throws {DatabaseUnavailableError}
 */
export async function migrate(database: Database, folder = MIGRATIONS_FOLDER): Promise<Migrated> {
  const migrations = await readMigrations(folder);
  const before = await database.transaction(prepare);
  for (const migration of migrations) refuseChanged(migration, before.get(migration.name));
  const applied: string[] = [];
  for (const migration of migrations) {
    if (before.has(migration.name)) continue;
    if (await database.transaction((client) => apply(client, migration))) applied.push(migration.name);
  }
  const known = new Set(migrations.map(({ name }) => name));
  return { applied, unknown: [...before.keys()].filter((name) => !known.has(name)) };
}

/** @throws {MigrationError} for a `.sql` file without a number, or two with the same */
async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  names.forEach((name, index) => {
    if (!FILE_NAME.test(name)) throw new MigrationError(name, 'the name must be like 0001_notes.sql.');
    if (names[index - 1]?.slice(0, 4) !== name.slice(0, 4)) return;
    throw new MigrationError(
      name,
      `the number is taken by ${names[index - 1] ?? ''}; give it the next free one.`,
    );
  });
  return Promise.all(names.map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  const sql = (await readFile(join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
  return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
}

/** @returns sha256 by name of what was applied */
async function prepare(client: ClientBase): Promise<Map<string, string>> {
  await lock(client);
  await client.query('CREATE SCHEMA IF NOT EXISTS trivet');
  await client.query(
    `CREATE TABLE IF NOT EXISTS trivet.migrations (
       name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
  );
  return appliedSums(client);
}

/** CREATE … IF NOT EXISTS is no protection: two at once can both find nothing, and the slower one then fails. */
async function lock(client: ClientBase): Promise<void> {
  await client.query('SET LOCAL statement_timeout = 0');
  await client.query(unhurried(`SELECT pg_advisory_xact_lock(${ADVISORY_LOCK})`));
}

async function appliedSums(client: ClientBase): Promise<Map<string, string>> {
  const { rows } = await client.query<Pick<Migration, 'name' | 'sha256'>>(
    'SELECT name, sha256 FROM trivet.migrations ORDER BY name',
  );
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

function refuseChanged(migration: Migration, appliedSum: string | undefined): void {
  if (appliedSum === undefined || appliedSum === migration.sha256) return;
  throw new MigrationError(
    migration.name,
    'the file is not the one that was applied to this database. Restore it, and put the change into a new file.',
  );
}

/** @returns false when another process applied it meanwhile */
async function apply(client: ClientBase, migration: Migration): Promise<boolean> {
  await lock(client);
  const appliedSum = (await appliedSums(client)).get(migration.name);
  refuseChanged(migration, appliedSum);
  if (appliedSum !== undefined) return false;
  await run(client, migration);
  await client.query('INSERT INTO trivet.migrations (name, sha256) VALUES ($1, $2)', [
    migration.name,
    migration.sha256,
  ]);
  await client.query(CHANGE_EPOCH);
  return true;
}

/** What a migration changes may be seen by no trigger, so every stamp changes with it. */
const CHANGE_EPOCH = `DO $$ BEGIN
  IF to_regproc('trivet.touch') IS NOT NULL THEN PERFORM trivet.touch('{*}'); END IF;
END $$`;

async function run(client: ClientBase, { name, sql }: Migration): Promise<void> {
  try {
    await client.query(unhurried(sql));
  } catch (error) {
    throw new MigrationError(name, describe(error, sql), error);
  }
}

function describe(error: unknown, sql: string): string {
  if (!(error instanceof Error)) return String(error);
  const position = 'position' in error ? Number(error.position) : NaN;
  const line = Number.isNaN(position) ? '' : ` (line ${sql.slice(0, position).split('\n').length})`;
  return `${error.message}${line}. Nothing of this file was applied.`;
}
