import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { Settings } from '../../config/settings';
import type { DatabaseChange } from './availability';
import { Database } from './database';
import { migrate } from './migrations/migrate';

const logger = new Logger('Database');

/** The error names addresses and states, never a statement's values. */
function logChange(change: DatabaseChange): void {
  if (change.state === 'up') logger.log('The database answers again.');
  else logger.error(change.error.message);
}

async function openMigrated({ database: settings, server: { dataDir } }: Settings): Promise<Database> {
  const startedAt = performance.now();
  const database = await Database.open({ ...settings, dataDir, log: logChange });
  try {
    const { applied } = await migrate(database);
    if (applied.length > 0) logger.log(`Applied ${applied.join(', ')}.`);
    logger.log(`Database ready in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** One `Database` for the whole application, migrated before anything uses it and closed last. */
@Global()
@Module({
  providers: [{ provide: Database, useFactory: openMigrated, inject: [Settings] }],
  exports: [Database],
})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(Database) private readonly database: Database) {}

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
