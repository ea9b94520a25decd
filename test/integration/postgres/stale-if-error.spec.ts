import { randomUUID } from 'node:crypto';
import { parseCacheStatus } from '../../support/cache-status';
import { freshDatabase, type FreshDatabase } from '../../support/engine';
import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy';
import { Loop } from './load';

jest.setTimeout(60_000);

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

const QUESTION = 'When does the bakery open?';
const OTHER = 'How deep is the well?';

(databaseUrl ? describe : describe.skip)(
  'a service that may serve stale answers, cut off from its database',
  () => {
    let database: FreshDatabase;
    let proxy: TcpProxy;
    let app: TestApp;
    let me: Person;

    beforeAll(async () => {
      database = await freshDatabase();
      const direct = new URL(database.url ?? '');
      proxy = await startTcpProxy({ host: direct.hostname, port: Number(direct.port) });
      const url = new URL(direct);
      url.port = String(proxy.port);
      const env = { ...JWT, EMBEDDING_PROVIDER: 'lexical', STALE_IF_ERROR_S: '60', DATABASE_URL: url.href };
      app = await startApp(env, database);
    });
    afterAll(async () => {
      await app.close();
      await proxy.close();
    });
    beforeEach(async () => {
      me = app.newcomer();
      await reconnected();
      await me.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
      await me.write({ title: 'Well', body: 'The well is thirty metres deep.' });
      await me.ask(QUESTION);
      await app.stored();
    });

    const reconnected = async (): Promise<void> => {
      proxy.restore();
      const reader = new Loop(() => me.call('GET', '/notes'));
      await reader.sees(200);
      await reader.stop();
    };
    const statusOf = async (...asked: Parameters<Person['ask']>) => (await me.ask(...asked)).status;

    it('serves nothing that was purged through it, and the purge says for how long others may', async () => {
      const admin = app.as({ sub: 'ann', tenant: 'purging', roles: ['admin'] });
      await admin.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
      await admin.ask(QUESTION);
      await app.stored();
      const { body } = await admin.call('DELETE', '/assistant/cache');
      expect(body).toMatchObject({ also_served_for_s: { always: 0, without_database: 60 } });
      proxy.cut();
      expect((await admin.ask(QUESTION)).status).toBe(503);
    });

    it('answers what it answered under the stamps it knows last, says stale everywhere, and counts it', async () => {
      const fresh = await me.ask(QUESTION);
      expect(fresh.body.metadata).toMatchObject({ match: 'exact', stale: false });
      const before = (await me.stats()).l1_query.stale_hits;
      proxy.cut();
      const { status, headers, body } = await me.ask(QUESTION);
      expect(status).toBe(200);
      expect(body.answer).toBe(fresh.body.answer);
      expect(body.metadata).toMatchObject({ cached: true, match: 'exact', stale: true });
      expect(headers.get('x-cache')).toBe('STALE');
      const { parameters } = parseCacheStatus(headers.get('cache-status'));
      expect(parameters).toEqual({ hit: true, ttl: expect.any(Number) as number, detail: 'stale' });
      expect(parameters.ttl).toBeLessThan(0);
      expect((await me.stats()).l1_query.stale_hits).toBe(before + 1);

      await reconnected();
      const again = await me.ask(QUESTION);
      expect([again.headers.get('x-cache'), again.body.metadata.stale]).toEqual(['HIT', false]);
    });

    it('refuses what it has no answer to, and who wants no cached one', async () => {
      proxy.cut();
      expect(await statusOf(OTHER)).toBe(503);
      expect(await statusOf(QUESTION, { cache: { no_cache: true } })).toBe(503);
      expect(await statusOf(QUESTION, { cache: { no_store: true } })).toBe(503);
      expect(await statusOf(QUESTION, { cache: { only_if_cached: true } })).toBe(200);
    });

    it('refuses an answer that it knows to be outdated', async () => {
      await me.write({ title: 'Bakery news', body: 'The bakery opens at ten from now on.' });
      await me.ask(OTHER);
      await app.stored();
      proxy.cut();
      expect(await statusOf(QUESTION)).toBe(503);
      expect(await statusOf(OTHER)).toBe(200);
    });

    it('refuses somebody of another scope, and whom it never read stamps for', async () => {
      const tenant = randomUUID();
      const ann = app.as({ sub: 'ann', tenant, workspaces: ['eng'] });
      const bob = app.as({ sub: 'bob', tenant, workspaces: ['ops'] });
      const eve = app.as({ sub: 'eve', tenant, workspaces: ['eng'] });
      await ann.write({ title: 'Bakery', body: 'The bakery opens at six.', visibility: 'workspace' });
      await bob.write({ title: 'Well', body: 'The well is deep.', visibility: 'workspace' });
      await ann.ask(QUESTION);
      await bob.ask(OTHER);
      await app.stored();
      proxy.cut();
      expect((await ann.ask(QUESTION)).headers.get('x-cache')).toBe('STALE');
      expect((await bob.ask(QUESTION)).status).toBe(503);
      expect((await eve.ask(QUESTION)).status).toBe(503);
    });
  },
);
