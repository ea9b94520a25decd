import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { SearchUpkeep } from '../../../src/notes/search-structure/upkeep';
import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { freshDatabase } from '../../support/engine';
import { eventually } from '../../support/eventually';

jest.setTimeout(60_000);

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

// The embedded engine is one session, which cannot be in its own way.
(databaseUrl ? describe : describe.skip)('a request that meets other work on the database', () => {
  let app: TestApp;
  let me: Person;
  let other: Client;
  let watcher: Client;

  beforeAll(async () => {
    const database = await freshDatabase();
    app = await startApp({ ...JWT, EMBEDDING_PROVIDER: 'lexical' }, database);
    // Its looks would wait for the same locks.
    await app.nest.get(SearchUpkeep).onModuleDestroy();
    me = app.newcomer();
    await me.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    [other, watcher] = [1, 2].map(() => new Client({ connectionString: database.url })) as [Client, Client];
    await Promise.all([other.connect(), watcher.connect()]);
    // The session that finds a deadlock is its victim. This one never looks for it.
    await other.query("SET deadlock_timeout = '1min'");
  });
  afterAll(async () => {
    await Promise.all([other.end(), watcher.end()]);
    await app.close();
  });
  afterEach(() => other.query('ROLLBACK'));

  const lock = (table: string) => other.query(`LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);

  const untilSomebodyWaitsFor = (table: string) =>
    eventually(`somebody waits for ${table}`, async () => {
      const waiting = 'SELECT FROM pg_locks WHERE relation = $1::regclass AND NOT granted';
      return (await watcher.query(waiting, [table])).rowCount !== 0;
    });

  const calls = [
    { what: 'a question', call: () => me.ask(`What is in oven ${randomUUID()}?`), done: 200 },
    {
      what: 'a note',
      call: () => me.call('POST', '/notes', { json: { title: 'Rye', body: 'Rye.' } }),
      done: 201,
    },
  ];

  it.each(calls)(
    '$what is no victim of who locks the notes first, and then the chunks',
    async ({ call, done }) => {
      await other.query('BEGIN');
      await lock('notes');
      const answer = call();
      await untilSomebodyWaitsFor('notes');
      await lock('chunks');
      await other.query('COMMIT');
      expect((await answer).status).toBe(done);
    },
  );

  it.each(calls)('$what that is the victim of a deadlock is done all the same', async ({ call, done }) => {
    await other.query('BEGIN');
    await lock('chunks');
    const answer = call();
    await untilSomebodyWaitsFor('chunks');
    await lock('notes');
    await other.query('COMMIT');
    expect((await answer).status).toBe(done);
  });

  it.each(calls)('$what that is the victim twice is a 503 with Retry-After', async ({ call }) => {
    await other.query('BEGIN');
    await lock('chunks');
    await other.query('SAVEPOINT holding_chunks_alone');
    const answer = call();
    await untilSomebodyWaitsFor('chunks');
    await lock('notes');
    await untilSomebodyWaitsFor('notes');
    await other.query('ROLLBACK TO holding_chunks_alone');
    await untilSomebodyWaitsFor('chunks');
    await lock('notes');
    await other.query('COMMIT');
    const { status, body, headers } = await answer;
    expect(status).toBe(503);
    expect(body).toMatchObject({ code: 'database_busy' });
    expect(headers.get('retry-after')).toBe('1');
  });
});
