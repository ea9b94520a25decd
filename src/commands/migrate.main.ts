import '../../node-version.cjs';
import 'reflect-metadata';
import { ConfigModule } from '../config/config.module';
import { Database } from '../engines/database/database';
import { migrate } from '../engines/database/migrations/migrate';
import { ALL_MIGRATIONS, type MigrationSet } from '../engines/database/migrations/sets';

/**
 * `npm run db:migrate` brings the configured database to this version. It exits with 1 when it cannot. With names of sets, as in
 * `npm run db:migrate -- core`, it applies those alone.
 */
async function main(names: readonly string[]): Promise<void> {
  const sets = names.length === 0 ? ALL_MIGRATIONS : names.map(setNamed);
  const { settings } = await ConfigModule.forRoot();
  const database = await Database.open({ ...settings.database, dataDir: settings.server.dataDir });
  try {
    const { applied, unknown } = await migrate(database, sets);
    for (const path of applied) console.log(`applied ${path}`);
    if (applied.length === 0) console.log('Nothing to apply: the database is up to date.');
    if (unknown.length > 0)
      console.log(`The database is newer than this version; it also has ${unknown.join(', ')}.`);
  } finally {
    await database.close();
  }
}

function setNamed(name: string): MigrationSet {
  const set = ALL_MIGRATIONS.find((each) => each.name === name);
  if (set !== undefined) return set;
  throw new Error(
    `There are no migrations named ${name}; there are ${ALL_MIGRATIONS.map((each) => each.name).join(' and ')}.`,
  );
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
