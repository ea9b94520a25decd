import { Client } from 'pg';
import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import { describeWithPostgres, PostgresServer } from '../../support/postgres-server';
import { Loop } from './load';

jest.setTimeout(120_000);

const HARVEST = 'In which month are the olives harvested?';
const BAKERY = 'When does the bakery open?';
const WELL = 'How deep is the well?';
const GATE = 'How wide is the garden gate?';

describeWithPostgres('a failover to a standby that lacks the last commits', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;
  let app: TestApp;
  let me: Person;

  beforeAll(async () => {
    primary = await PostgresServer.start();
    standby = await primary.standby();
    const hosts = [primary, standby].map(({ port }) => `127.0.0.1:${port}`).join(',');
    const database = primary.asDatabase(`postgresql://postgres@${hosts}/postgres`);
    app = await startApp({ ...JWT, EMBEDDING_PROVIDER: 'lexical' }, database);
    me = app.newcomer();
  });
  afterAll(async () => {
    await app.close();
    await Promise.all([primary.close(), standby.close()]);
  });

  const toldOf = async (question: string) => {
    const { status, body, headers } = await me.ask(question);
    return { status, match: body.metadata.match, answer: body.answer, cache: headers.get('x-cache') };
  };

  /**
   * Asks, and changes a word of the notes after the stamps of the question were read and before its evidence is: such an
   * answer belongs to the later stamps alone. Would it be stored under the earlier ones, it would come back with them.
   */
  const askedWhileChanging = async (question: string, [from, to]: readonly [string, string]) => {
    const writer = new Client({ connectionString: primary.url });
    await writer.connect();
    await writer.query('BEGIN; LOCK TABLE chunks IN ACCESS EXCLUSIVE MODE');
    const told = toldOf(question);
    const waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%chunks%'";
    await eventually('The search waits for the lock.', async () => (await primary.sql(waits)).length > 0);
    await writer.query(`UPDATE chunks SET content = replace(content, '${from}', '${to}')`);
    await writer.query('COMMIT');
    await writer.end();
    return told;
  };

  it('serves nothing that was drawn from them, and goes on with what survived', async () => {
    const olives = await me.write({ title: 'Olives', body: 'The olives are harvested in October.' });
    await me.write({ title: 'Bakery', body: 'The bakery opens at nine on Sundays.' });
    await me.write({ title: 'Gate', body: 'The garden gate is two metres wide.' });
    const kept = await toldOf(BAKERY);
    expect((await toldOf(HARVEST)).answer).toContain('October');
    await standby.hasAllOf(primary);

    await standby.followNobody();
    expect((await askedWhileChanging(GATE, ['two', 'seven'])).answer).toContain('seven');
    await me.edit(olives, { body: 'The olives are harvested in December.' });
    const lost = await me.write({ title: 'Well', body: 'The well is thirty metres deep.' });
    for (const question of [HARVEST, WELL, BAKERY]) {
      await toldOf(question);
      await app.stored();
      expect(await toldOf(question)).toMatchObject({ status: 200, match: 'exact' });
    }
    expect((await toldOf(HARVEST)).answer).toContain('December');

    await primary.kill();
    await standby.promote();
    const asker = new Loop(() => me.ask(BAKERY));
    await asker.sees(200);
    await asker.stop();

    expect((await me.call('GET', `/notes/${lost.id}`)).status).toBe(404);
    const well = await toldOf(WELL);
    expect(well.answer).not.toContain('thirty');
    expect((await toldOf(GATE)).answer).toContain('two metres');
    expect((await toldOf(HARVEST)).answer).toContain('October');
    expect(await toldOf(BAKERY)).toMatchObject({ answer: kept.answer, cache: 'HIT' });

    await me.edit(olives, { body: 'The olives are harvested in January.' });
    expect((await toldOf(HARVEST)).answer).toContain('January');
  });
});
