import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { describeWithPostgres, PostgresServer } from '../../support/postgres-server';
import { expectDoneOrRefused, Loop, timed, writing } from './load';

jest.setTimeout(120_000);

const QUESTION = 'When does the bakery open?';

describeWithPostgres('a service whose PostgreSQL', () => {
  let server: PostgresServer;
  let app: TestApp;
  let me: Person;

  beforeAll(async () => {
    server = await PostgresServer.start();
    app = await startApp({ ...JWT, EMBEDDING_PROVIDER: 'lexical' }, server.asDatabase());
  });
  afterAll(async () => {
    await server.thaw();
    await app.close();
    await server.close();
  });
  beforeEach(async () => {
    me = app.newcomer();
    await me.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    expect((await me.ask(QUESTION)).status).toBe(200);
  });

  const happen = [
    { event: 'is killed', goAway: () => server.kill(), comeBack: () => server.start() },
    { event: 'hangs', goAway: () => server.freeze(), comeBack: () => server.thaw() },
    { event: 'is stopped and started', goAway: () => server.stop(), comeBack: () => server.start() },
  ];

  it.each(happen)(
    '$event under load: refuses within a second, comes back by itself and has lost no acknowledged note',
    async ({ goAway, comeBack }) => {
      const writers = [writing(me), writing(me), writing(me)];
      const askers = [new Loop(() => me.ask(QUESTION)), new Loop(() => me.call('GET', '/notes'))];
      const loops = [...writers, ...askers];
      const served = () =>
        Promise.all([
          ...writers.map((loop) => loop.sees(201, 5)),
          ...askers.map((loop) => loop.sees(200, 5)),
        ]);
      await served();
      await goAway();
      await Promise.all(loops.map((loop) => loop.sees(503, 5)));
      await comeBack();
      await served();
      await Promise.all(loops.map((loop) => loop.stop()));

      expectDoneOrRefused(loops.flatMap(({ outcomes }) => outcomes));
      const acknowledged = writers.flatMap(({ outcomes }) => outcomes.flatMap(({ id }) => id ?? []));
      expect(acknowledged.length).toBeGreaterThan(20);
      const kept = await Promise.all(acknowledged.map((id) => me.call('GET', `/notes/${id}`)));
      expect(kept.filter(({ status }) => status !== 200)).toEqual([]);
    },
  );

  it('hangs and is known to: refuses at once, whatever is asked', async () => {
    await server.freeze();
    try {
      await timed(() => me.ask(QUESTION));
      await timed(() => me.ask(QUESTION));
      const calls = ['/notes', '/health/ready'].map((path) => () => me.call('GET', path));
      for (const call of [() => me.ask(QUESTION), ...calls]) {
        const { status, retryAfter, ms } = await timed(call);
        expect([status, retryAfter]).toEqual([503, '1']);
        expect(ms).toBeLessThan(200);
      }
    } finally {
      await server.thaw();
    }
  });
});
