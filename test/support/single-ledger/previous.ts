import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ClientBase } from 'pg';
import type { Database } from '../../../src/engines/database/database';
import { CORE_MIGRATIONS, NOTES_MIGRATIONS } from '../../../src/engines/database/migrations/sets';

/**
 * The last version that kept one ledger: its files, and its code as it was (a86569a), without the reading of a folder. All of its
 * files but one lie unchanged in the folders of the sets.
 */
const FILES: Readonly<Record<string, string>> = {
  '0001_trivet.sql': CORE_MIGRATIONS.folder,
  '0002_vectors.sql': CORE_MIGRATIONS.folder,
  '0003_notes.sql': NOTES_MIGRATIONS.folder,
  '0004_erasures.sql': __dirname,
  '0005_primary_stamps.sql': CORE_MIGRATIONS.folder,
};

/** What such a version wrote into databases, by file. */
export const PREVIOUS_SUMS: Readonly<Record<string, string>> = {
  '0001_trivet.sql': '7243662ecccc3e0ee03bfec857d628b2be0fe3d9ca899948f6ace664a0d2d291',
  '0002_vectors.sql': 'f2a8e6b64299b42b3fe5d7c506f6538c78b8eacedb06031b7314f04ca84e2a83',
  '0003_notes.sql': '0736e6b33198e39c6f340ce9eb5ba1dbc79cd425bae07dd3ecb940c23693749c',
  '0004_erasures.sql': 'b364e10fb74d4992a3379cd1c27ab63990be22a39c34a8f5b194390ade2b500d',
  '0005_primary_stamps.sql': '798a54815478a4e4d72bab0d1196df3277a4aca8c7494283f6c63b6ed081edaa',
};

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly sha256: string;
}

/** @param upTo how many of its files: fewer for versions before it */
export async function migrateAsPrevious(database: Database, upTo = 5) {
  const migrations = await Promise.all(Object.entries(FILES).slice(0, upTo).map(readMigration));
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

async function readMigration([name, folder]: [string, string]): Promise<Migration> {
  const sql = await readFile(join(folder, name), 'utf8');
  return { name, sql, sha256: createHash('sha256').update(sql).digest('hex') };
}

async function prepare(client: ClientBase): Promise<Map<string, string>> {
  await lock(client);
  await client.query('CREATE SCHEMA IF NOT EXISTS trivet');
  await client.query(
    `CREATE TABLE IF NOT EXISTS trivet.migrations (
       name text PRIMARY KEY, sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`,
  );
  return appliedSums(client);
}

async function lock(client: ClientBase): Promise<void> {
  await client.query('SET LOCAL statement_timeout = 0');
  await client.query('SELECT pg_advisory_xact_lock(128034744460660)');
}

async function appliedSums(client: ClientBase): Promise<Map<string, string>> {
  const { rows } = await client.query<Pick<Migration, 'name' | 'sha256'>>(
    'SELECT name, sha256 FROM trivet.migrations ORDER BY name',
  );
  return new Map(rows.map(({ name, sha256 }) => [name, sha256]));
}

function refuseChanged(migration: Migration, appliedSum: string | undefined): void {
  if (appliedSum === undefined || appliedSum === migration.sha256) return;
  throw new Error(`Migration ${migration.name}: the file is not the one that was applied to this database.`);
}

async function apply(client: ClientBase, migration: Migration): Promise<boolean> {
  await lock(client);
  const appliedSum = (await appliedSums(client)).get(migration.name);
  refuseChanged(migration, appliedSum);
  if (appliedSum !== undefined) return false;
  await client.query(migration.sql);
  await client.query('INSERT INTO trivet.migrations (name, sha256) VALUES ($1, $2)', [
    migration.name,
    migration.sha256,
  ]);
  await client.query(`DO $$ BEGIN
  IF to_regproc('trivet.touch') IS NOT NULL THEN PERFORM trivet.touch('{*}'); END IF;
END $$`);
  return true;
}
