import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import { describeWithPostgres, PostgresServer } from '../../support/postgres-server';
import { SessionPooler } from '../../support/session-pooler';
import { Loop } from './load';

jest.setTimeout(60_000);

const QUESTION = 'When does the bakery open?';

describeWithPostgres('a pooler whose server becomes a standby behind connections that live on', () => {
  let primary: PostgresServer;
  let standby: PostgresServer;
  let pooler: SessionPooler;
  let app: TestApp;
  let me: Person;

  beforeAll(async () => {
    primary = await PostgresServer.start();
    standby = await primary.standby();
    pooler = await SessionPooler.start(primary.port);
    const hosts = [pooler, primary].map(({ port }) => `127.0.0.1:${port}`).join(',');
    const database = primary.asDatabase(`postgresql://postgres@${hosts}/postgres`);
    app = await startApp({ ...JWT, EMBEDDING_PROVIDER: 'lexical', DATABASE_PREPARE: 'false' }, database);
    me = app.newcomer();
  });
  afterAll(async () => {
    await app.close();
    await pooler.close();
    await Promise.all([primary.close(), standby.close()]);
  });

  it('gets no answer out of a stamp that the standby tells, and the next host is turned to', async () => {
    await me.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    await me.ask(QUESTION);
    expect((await me.ask(QUESTION)).body.metadata.match).toBe('exact');
    await standby.hasAllOf(primary);
    await standby.followNobody();
    await pooler.switchTo(standby.port);
    // The standby answers these, which is no reason to stay with it.
    const lists = new Loop(() => me.call('GET', '/notes'));
    await lists.sees(200);
    // An edit that another instance acknowledged.
    await primary.sql("UPDATE chunks SET content = replace(content, 'nine', 'seven')");

    let told = await me.ask(QUESTION);
    await eventually('The question is answered.', async () => {
      if (told.status !== 503) return true;
      told = await me.ask(QUESTION);
      return false;
    });
    await lists.stop();
    expect(told.body.answer).toContain('seven');
  });
});
