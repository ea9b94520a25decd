import { Client } from 'pg';
import { Database } from '../../../src/engines/database/database';
import { freshDatabase, type FreshDatabase } from '../../support/engine';
import { eventually } from '../../support/eventually';
import { describeOnServer } from '../freshness/support';

describeOnServer('what takes minutes to build', () => {
  let fresh: FreshDatabase;
  let database: Database;
  let admin: Client;
  let outages: string[];

  beforeEach(async () => {
    fresh = await freshDatabase([]);
    outages = [];
    database = await Database.open({ ...fresh, log: ({ state }) => outages.push(state) });
    admin = new Client({ connectionString: process.env['TRIVET_TEST_DATABASE_URL'] });
    await admin.connect();
  });
  afterEach(async () => {
    await admin.end();
    await database.close();
    await fresh.drop();
  });

  const name = () => new URL(fresh.url ?? '').pathname.slice(1);

  /** A build that lasts until the test lets it go: advisory locks are held per database. */
  async function waitingBuild(): Promise<{ built: Promise<void>; letGo: () => Promise<unknown> }> {
    const holder = new Client({ connectionString: fresh.url });
    await holder.connect();
    await holder.query('SELECT pg_advisory_lock(77)');
    const built = database.build('SELECT pg_advisory_lock(77)');
    built.catch(() => undefined);
    await eventually('The build waits.', async () => {
      const waiting = `SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = database WHERE NOT granted AND datname = $1`;
      return (await admin.query(waiting, [name()])).rowCount === 1;
    });
    return { built, letGo: () => holder.end() };
  }

  it('goes on while the server takes no other connection, and so seems to be away', async () => {
    const { built, letGo } = await waitingBuild();
    await admin.query(`ALTER DATABASE ${name()} ALLOW_CONNECTIONS false`);
    await expect(database.query({ text: 'SELECT 1' })).rejects.toThrow(/does not answer/);
    await eventually('The database is told to be away.', () => Promise.resolve(outages.includes('down')));
    await admin.query(`ALTER DATABASE ${name()} ALLOW_CONNECTIONS true`);
    await letGo();
    await expect(built).resolves.toBeUndefined();
  });

  it('is ended with the program', async () => {
    const { built, letGo } = await waitingBuild();
    database.endBuilds();
    await expect(built).rejects.toThrow(/does not answer/);
    await letGo();
  });
});
