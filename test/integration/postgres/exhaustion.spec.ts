import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { eventually } from '../../support/eventually';
import { freshDatabase } from '../../support/engine';
import { JWT, startApp, type NoteBody, type Person, type TestApp } from '../../support/app';
import { expectDoneOrRefused, timed, type Outcome } from './load';

jest.setTimeout(120_000);

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

const POOL_SIZE = 4;
const SEARCHES = 200;
const QUESTION = 'When does the bakery open?';

/** "Within a second" with a margin for a machine that also runs other tests; two waits one after the other take longer. */
const ONE_WAIT_MS = 1_300;

// eslint-disable-next-line no-restricted-syntax -- how long a lock is held, and how fast askers come, is what is given here
const pass = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

// The embedded engine is one session: a lock that it held would hold everybody.
(databaseUrl ? describe : describe.skip)('a service whose searches all wait', () => {
  let app: TestApp;
  let me: Person;
  let note: NoteBody;
  let holder: Client;
  let sessions: Client[];

  beforeAll(async () => {
    const database = await freshDatabase();
    const env = { ...JWT, EMBEDDING_PROVIDER: 'lexical', DATABASE_POOL_SIZE: String(POOL_SIZE) };
    app = await startApp(env, database);
    me = app.newcomer();
    note = await me.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    await me.ask(QUESTION);
    sessions = [1, 2, 3].map(() => new Client({ connectionString: database.url }));
    await Promise.all(sessions.map((session) => session.connect()));
    [holder] = sessions as [Client];
  });
  afterAll(async () => {
    await Promise.all(sessions.map((session) => session.end()));
    await app.close();
  });

  it('serves those that found a connection, refuses the others within a second, and reads stamps as ever', async () => {
    await holder.query('BEGIN; LOCK TABLE chunks IN ACCESS EXCLUSIVE MODE');
    const hits: Outcome[] = [];
    const searches: Promise<Outcome>[] = [];
    for (let page = 0; page < SEARCHES; page++) {
      searches.push(timed(() => me.ask(`What is on page ${page} of the bakery book?`)));
      // Not all in one turn: how fast this process can send is not the question.
      await pass(10);
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

  describe('one after the other', () => {
    let searches: Promise<Outcome>[];

    beforeEach(async () => {
      await holder.query('BEGIN; LOCK TABLE chunks IN ACCESS EXCLUSIVE MODE');
      searches = Array.from({ length: POOL_SIZE }, () => search());
      await eventually(
        'Every connection waits.',
        async () => (await waitingFor('chunks')).length === POOL_SIZE,
      );
    });
    afterEach(async () => {
      await holder.query('COMMIT');
      await Promise.all(searches);
    });

    it.each([
      { what: 'a question', call: () => me.ask(`What is in oven ${randomUUID()}?`) },
      {
        what: 'a new note',
        call: () => me.call('POST', '/notes', { json: { title: 'Oven', body: randomUUID() } }),
      },
    ])('refuses $what within a second, however long its stamps took', async ({ call }) => {
      const [, one, two] = sessions as [Client, Client, Client];
      const lock = 'BEGIN; LOCK TABLE trivet.marks IN ACCESS EXCLUSIVE MODE';
      await one.query(lock);
      const first = timed(() => me.ask(QUESTION));
      await eventually('Stamps are waited for.', async () => (await waitingFor('trivet.marks')).length > 0);
      const refused = timed(call);
      // Gets the lock when the first batch of stamps was read, and so holds up the second.
      const again = two.query(lock);
      await pass(330);
      await one.query('COMMIT');
      await again;
      await pass(330);
      await two.query('COMMIT');
      expect((await first).status).toBe(200);
      expect(await refused).toMatchObject({ status: 503, retryAfter: '1' });
      expect((await refused).ms).toBeLessThan(ONE_WAIT_MS);
    });

    it('refuses an edit within a second, however long it took to find the note', async () => {
      const edit = { json: { body: 'From now on at ten.' }, headers: { 'If-Match': '*' } };
      const refused = timed(() => me.call('PATCH', `/notes/${note.id}`, edit));
      await pass(50);
      searches.push(search());
      await pass(650);
      // One connection is free for a moment: the note is found, and then the search that waits takes the connection.
      const [pid] = await waitingFor('chunks');
      await holder.query('SELECT pg_cancel_backend($1)', [pid]);
      expect(await refused).toMatchObject({ status: 503, retryAfter: '1' });
      expect((await refused).ms).toBeLessThan(ONE_WAIT_MS);
    });
  });

  const search = (): Promise<Outcome> => timed(() => me.ask(`Who drew ${randomUUID()}?`));

  /** Sessions that wait for the lock on a table. */
  async function waitingFor(table: string): Promise<number[]> {
    const { rows } = await holder.query<{ pid: number }>(
      'SELECT pid FROM pg_locks WHERE relation = $1::regclass AND NOT granted',
      [table],
    );
    return rows.map(({ pid }) => pid);
  }
});
