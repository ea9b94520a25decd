import { randomUUID } from 'node:crypto';
import { createClient } from '@redis/client';
import { startApp, type Answer, type TestApp } from '../../support/app';
import { eventually } from '../../support/eventually';
import { KILN, startFleet, type Fleet } from '../../support/fleet';
import { metric } from '../../support/metric';
import { startModelServer, type ModelServer } from '../../support/model-server';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy';

const { TRIVET_TEST_REDIS_URL: redisUrl, TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

// Two instances on one database need a real server, and the proxy stands before one Redis.
const onServers = redisUrl && databaseUrl ? describe : describe.skip;

onServers('two instances over one Redis', () => {
  let model: ModelServer;
  let proxy: TcpProxy;
  let fleet: Fleet;
  let a: TestApp;
  let b: TestApp;

  beforeAll(async () => {
    model = await startModelServer();
    const { hostname, port } = new URL(redisUrl ?? '');
    proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    fleet = await startFleet({ ...model.env, REDIS_URL: `redis://127.0.0.1:${proxy.port}` }, 2);
    [a, b] = fleet.instances as [TestApp, TestApp];
  });
  afterAll(async () => {
    await fleet.close();
    await proxy.close();
    await model.close();
  });
  beforeEach(() => {
    tenant = `pottery-${String(++tenants)}-${String(process.pid)}`;
  });
  afterEach(async () => {
    proxy.restore();
    await fleet.sharing();
  });

  let tenants = 0;
  let tenant = '';
  const person = (app: TestApp) => app.as({ sub: 'ann', tenant });

  /** Asks until an answer of one instance is a hit on the other: Redis is in use by both. */
  const untilSharing = (by = b): Promise<void> =>
    eventually('An answer of one instance is a hit on the other.', async () => {
      const question = `Is Redis back in case ${randomUUID()}?`;
      await person(a).ask(question);
      return (await person(by).ask(question)).body.metadata.match === 'exact';
    });

  const redisMetric = (name: string, labels: Record<string, string>): Promise<number | undefined> =>
    metric(person(a), name, labels);

  const timed = async (ask: () => Promise<Answer>) => {
    const startedAt = performance.now();
    const answer = await ask();
    return { answer, ms: performance.now() - startedAt };
  };

  it('answers on one what the other was asked, without a search, an embedding or the model', async () => {
    await person(a).write(KILN.note);
    const first = await person(a).ask(KILN.question);
    await a.stored();
    const calls = model.prompts.length;
    const second = await person(b).ask(KILN.question);
    expect(second.body.metadata).toMatchObject({ match: 'exact', layer: 'l1' });
    expect(second.body.answer).toBe(first.body.answer);
    expect(second.body.sources).toEqual(first.body.sources);
    expect(model.prompts).toHaveLength(calls);
  });

  it('sees on each at once what was written on the other', async () => {
    const note = await person(a).write(KILN.note);
    for (let round = 0; round < 20; round++) {
      const [writer, reader] = round % 2 ? [a, b] : [b, a];
      await person(writer).edit(note, { body: `The kiln of the pottery is fired on day ${String(round)}.` });
      expect((await person(reader).ask(KILN.question)).body.answer).toContain(`on day ${String(round)}.`);
    }
  });

  it.each(['cut', 'hang'] as const)(
    'goes on when Redis is %s, and a request waits for it once at most',
    async (fault) => {
      await person(a).write(KILN.note);
      await person(a).ask(KILN.question);
      proxy[fault]();
      const times: number[] = [];
      for (let round = 0; round < 30; round++) {
        const { answer, ms } = await timed(() => person(a).ask(KILN.question));
        expect(answer.status).toBe(200);
        times.push(ms);
        const other = await timed(() => person(a).ask(`What is asked in round ${String(round)}?`));
        expect(other.answer.status).toBe(200);
        times.push(other.ms);
      }
      expect(times.filter((ms) => ms > 190).length).toBeLessThanOrEqual(1);
      expect(Math.max(...times)).toBeLessThan(600);
      expect(await redisMetric('trivet_shared_store_state', { state: 'down' })).toBe(1);
      expect(await redisMetric('trivet_shared_store_failures_total', {})).toBeGreaterThan(30);
      proxy.restore();
      await fleet.sharing();
      expect(await redisMetric('trivet_shared_store_state', { state: 'up' })).toBe(1);
    },
  );

  it('is back in use within two seconds after Redis came back', async () => {
    proxy.cut();
    await person(a).ask('Is it gone?');
    proxy.restore();
    const startedAt = performance.now();
    await untilSharing();
    expect(performance.now() - startedAt).toBeLessThan(2_000);
  });

  it('loses nothing but hits when Redis is flushed', async () => {
    await person(a).write(KILN.note);
    const first = await person(a).ask(KILN.question);
    const client = createClient({ url: redisUrl });
    await client.connect();
    await client.flushAll();
    client.destroy();
    const second = await person(b).ask(KILN.question);
    expect(second.body.answer).toBe(first.body.answer);
    expect((await person(a).ask(KILN.question)).body.metadata.match).toBe('exact');
  });

  it('starts and serves without Redis, and picks it up when it is there', async () => {
    proxy.cut();
    const c = await startApp(fleet.env, fleet.database);
    try {
      expect((await person(c).ask(KILN.question)).status).toBe(200);
      proxy.restore();
      await untilSharing();
      await untilSharing(c);
    } finally {
      await c.stop();
    }
  });
});
