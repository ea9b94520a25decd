import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { freshDatabase } from '../../support/engine';
import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { expectDoneOrRefused, timed, type Outcome } from './load';

jest.setTimeout(120_000);

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

const POOL_SIZE = 4;
const SEARCHES = 200;
const QUESTION = 'When does the bakery open?';

// The embedded engine is one session: a lock that it held would hold everybody.
(databaseUrl ? describe : describe.skip)('a service whose searches all wait', () => {
  let app: TestApp;
  let me: Person;
  let holder: Client;

  beforeAll(async () => {
    const database = await freshDatabase();
    const env = { ...JWT, EMBEDDING_PROVIDER: 'lexical', DATABASE_POOL_SIZE: String(POOL_SIZE) };
    app = await startApp(env, database);
    me = app.newcomer();
    await me.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    await me.ask(QUESTION);
    holder = new Client({ connectionString: database.url });
    await holder.connect();
  });
  afterAll(async () => {
    await holder.end();
    await app.close();
  });

  it('serves those that found a connection, refuses the others within a second, and reads stamps as ever', async () => {
    await holder.query('BEGIN; LOCK TABLE chunks IN ACCESS EXCLUSIVE MODE');
    const hits: Outcome[] = [];
    const searches: Promise<Outcome>[] = [];
    for (let page = 0; page < SEARCHES; page++) {
      searches.push(timed(() => me.ask(`What is on page ${page} of the bakery book?`)));
      // Not all in one turn: how fast this process can send is not the question.
      await delay(10);
      if (page % 10 === 0) hits.push(await timed(() => me.ask(QUESTION)));
    }
    // The first have every connection, and wait for the lock as long as it is held.
    const refused = await Promise.all(searches.slice(POOL_SIZE));
    await holder.query('COMMIT');
    const served = await Promise.all(searches.slice(0, POOL_SIZE));

    expect(new Set(refused.map(({ status }) => status))).toEqual(new Set([503]));
    expectDoneOrRefused(refused);
    expect(served.map(({ status }) => status)).toEqual(served.map(() => 200));
    expect(hits.map(({ status }) => status)).toEqual(hits.map(() => 200));
    // Had they waited for a connection of the pool, each would have been refused after 900 ms.
    expect(Math.min(...hits.map(({ ms }) => ms))).toBeLessThan(500);
  });
});
