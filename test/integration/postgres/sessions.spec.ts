import type { StampRow } from '../../../src/core/freshness/stamp-query';
import { DEFAULT_SETTINGS } from '../../../src/core/settings';
import { StampReader } from '../../../src/core/freshness/stamp-reader';
import { Database } from '../../../src/engines/database/database';
import { DatabaseUnavailableError } from '../../../src/engines/database/database-unavailable.error';
import { freshDatabase, type FreshDatabase } from '../../support/engine';

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

const NAMED = { name: 'named', text: 'SELECT 1' };
const NO_MARKS = { text: `SELECT '*' AS corpus, repeat('0', 32) AS stamp, 1 AS marks` };
const SESSION = {
  text: `SELECT current_setting('statement_timeout') AS "statementTimeout",
    current_setting('default_transaction_isolation') AS isolation,
    (SELECT count(*)::int FROM pg_prepared_statements WHERE name = 'named') AS prepared`,
};

(databaseUrl ? describe : describe.skip)('a session with PostgreSQL', () => {
  let fresh: FreshDatabase;
  let name: string;
  let database: Database | undefined;

  beforeAll(async () => {
    fresh = await freshDatabase();
    name = new URL(fresh.url ?? '').pathname.slice(1);
    const admin = await Database.open(fresh);
    await admin.query({ text: `ALTER DATABASE ${name} SET default_transaction_isolation = 'serializable'` });
    await admin.close();
  });
  afterAll(() => fresh.drop());
  afterEach(() => database?.close());

  const sessionOf = async (prepare: boolean) => {
    database = await Database.open({ ...fresh, poolSize: 1, prepare });
    await database.query(NAMED);
    return (await database.query(SESSION)).rows[0];
  };

  it('has limits and an isolation of its own, and prepares statements that have a name', async () => {
    expect(await sessionOf(true)).toEqual({
      statementTimeout: '10s',
      isolation: 'read committed',
      prepared: 1,
    });
  });

  it('has nothing of its own where PgBouncer may hand it to others', async () => {
    expect(await sessionOf(false)).toEqual({
      statementTimeout: '0',
      isolation: 'serializable',
      prepared: 0,
    });
  });

  it('gives stamps that have arrived to a process that stood still past the deadline', async () => {
    database = await Database.open(fresh);
    const query = (): Promise<StampRow[]> => stamps.query<StampRow>(NO_MARKS).then(({ rows }) => rows);
    const { stamps } = database;
    await query();
    const reading = new StampReader({ ...DEFAULT_SETTINGS.freshness, query, deadlineMs: 400 }).read([]);
    // The batch is sent at the end of this turn.
    await new Promise((resolve) => setImmediate(resolve));
    const until = performance.now() + 600;
    while (performance.now() < until);
    expect((await reading).scope).toEqual([]);
  });

  it('is not used while it could only read, for stamps neither', async () => {
    const admin = await Database.open(fresh);
    const readOnly = (on: boolean) =>
      admin.query({ text: `ALTER DATABASE ${name} SET default_transaction_read_only = ${String(on)}` });
    await readOnly(true);
    try {
      database = await Database.open(fresh);
      await expect(database.query({ text: 'SELECT 1' })).rejects.toThrow(DatabaseUnavailableError);
      await expect(database.stamps.query({ text: 'SELECT 1' })).rejects.toThrow(DatabaseUnavailableError);
    } finally {
      await readOnly(false);
      await admin.close();
    }
  });
});
