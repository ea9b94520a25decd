import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database, type DatabaseOptions } from '../../src/engines/database/database';
import { readMigrations } from '../../src/engines/database/migrations/files';
import { migrate } from '../../src/engines/database/migrations/migrate';
import type { MigrationSet } from '../../src/engines/database/migrations/sets';

/** Changes with every migration, and with the engine. */
export async function templateKey(sets: readonly MigrationSet[]): Promise<string> {
  const hash = createHash('sha256').update(await engineVersion());
  for (const { path, sha256 } of await readMigrations(sets)) hash.update(`${path}\0${sha256}\0`);
  return hash.digest('hex').slice(0, 16);
}

export async function buildTemplate(where: DatabaseOptions, sets: readonly MigrationSet[]): Promise<void> {
  const database = await Database.open(where);
  try {
    await migrate(database, sets);
  } finally {
    await database.close();
  }
}

const engineVersion = (): Promise<string> =>
  readFile(join(__dirname, '../../node_modules/@electric-sql/pglite/package.json'), 'utf8');
