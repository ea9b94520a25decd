import 'reflect-metadata';
import { ConfigModule } from '../config/config.module';
import { Database } from '../engines/database/database';
import { migrate } from '../engines/database/migrations';

/** `npm run db:migrate` brings the configured database to this version. It exits with 1 when it cannot. */
async function main(): Promise<void> {
  const { settings } = await ConfigModule.forRoot();
  const database = await Database.open({ ...settings.database, dataDir: settings.server.dataDir });
  try {
    const { applied, unknown } = await migrate(database);
    for (const name of applied) console.log(`applied ${name}`);
    if (applied.length === 0) console.log('Nothing to apply: the database is up to date.');
    if (unknown.length > 0)
      console.log(`The database is newer than this version; it also has ${unknown.join(', ')}.`);
  } finally {
    await database.close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
