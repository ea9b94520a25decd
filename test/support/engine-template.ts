import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database, type DatabaseOptions } from '../../src/engines/database/database';
import { migrate } from '../../src/engines/database/migrations';

/** Changes with every migration, and with the engine. */
export async function templateKey(migrations: string): Promise<string> {
  const hash = createHash('sha256').update(await engineVersion());
  for (const name of (await readdir(migrations)).sort()) {
    const content = await readFile(join(migrations, name));
    hash.update(`${name}\0${content.byteLength}\0`).update(content);
  }
  return hash.digest('hex').slice(0, 16);
}

export async function buildTemplate(where: DatabaseOptions, migrations: string): Promise<void> {
  const database = await Database.open(where);
  try {
    await migrate(database, migrations);
  } finally {
    await database.close();
  }
}

const engineVersion = (): Promise<string> =>
  readFile(join(__dirname, '../../node_modules/@electric-sql/pglite/package.json'), 'utf8');
