/** The library's face. */
export * from './core';

// What the core's tables need: `migrate(database, [CORE_MIGRATIONS])`, with no table of the notes.
export { Database, type DatabaseOptions } from './engines/database/database';
export { migrate, type Migrated } from './engines/database/migrations/migrate';
export { CORE_MIGRATIONS, type MigrationSet } from './engines/database/migrations/sets';
