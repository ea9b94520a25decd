import { join } from 'node:path';

/** Files that are applied together, in the order of their numbers. The database has a ledger for each set. */
export interface MigrationSet {
  /** Lower-case letters and underscores: the ledger is the table `trivet.<name>_migrations`. */
  readonly name: string;
  /** Where its files `NNNN_name.sql` lie. */
  readonly folder: string;
}

/** The package's own, seen from src as from dist. */
const MIGRATIONS_FOLDER = join(__dirname, '../../../../migrations');

const ownSet = (name: string): MigrationSet => ({ name, folder: join(MIGRATIONS_FOLDER, name) });

/** Marks, stamps, vectors and erasures: all that the core needs, and no table of any host. */
export const CORE_MIGRATIONS = ownSet('core');

/** Notes and chunks, watched by the core. They need the core's set first. */
export const NOTES_MIGRATIONS = ownSet('notes');

/** In the order in which they are applied. */
export const ALL_MIGRATIONS: readonly MigrationSet[] = [CORE_MIGRATIONS, NOTES_MIGRATIONS];
