import { Database } from '../../src/engines/database/database';
import { freshDatabase, type FreshDatabase } from './engine';
import { late } from './late';

/** Set up by Jest's hooks: what is here may be used in hooks and tests. */
export interface GivenDatabase {
  readonly fresh: FreshDatabase;
  readonly database: Database;
  /** What one statement gives. */
  rows(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

/** A migrated database for the tests of a block, or one for each of them. */
export function withDatabase(per: 'block' | 'test' = 'block'): GivenDatabase {
  let fresh: FreshDatabase | undefined;
  let database: Database | undefined;
  const [before, after] = per === 'block' ? [beforeAll, afterAll] : [beforeEach, afterEach];
  before(async () => {
    fresh = await freshDatabase();
    database = await Database.open(fresh);
  });
  after(async () => {
    await database?.close();
    await fresh?.drop();
  });
  const given = late(() => database);
  return {
    fresh: late(() => fresh),
    database: given,
    rows: async (text, values = []) => (await given.query<Record<string, unknown>>({ text, values })).rows,
  };
}
