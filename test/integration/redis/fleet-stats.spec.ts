import { randomUUID } from 'node:crypto';
import { freshDatabase, type FreshDatabase } from '../../support/engine';
import { JWT, startApp, type TestApp } from '../../support/app';

const { TRIVET_TEST_REDIS_URL: redisUrl = '', TRIVET_TEST_DATABASE_URL: databaseUrl = '' } = process.env;

// Two instances on one database need a real server: set TRIVET_TEST_DATABASE_URL and TRIVET_TEST_REDIS_URL.
const onServers = redisUrl && databaseUrl ? describe : describe.skip;

const NOTE = {
  title: 'Kiln',
  body: 'The kiln of the pottery is fired on Thursdays.',
  visibility: 'workspace',
};
const QUESTION = 'When is the kiln of the pottery fired?';

onServers('statistics of two instances', () => {
  let database: FreshDatabase;
  let a: TestApp;
  let b: TestApp;

  beforeAll(async () => {
    database = await freshDatabase();
    const env = { ...JWT, CACHE_TYPE: 'hybrid', REDIS_URL: redisUrl, REDIS_PREFIX: `${randomUUID()}:` };
    [a, b] = await Promise.all([startApp(env, database), startApp(env, database)]);
  });
  afterAll(async () => {
    await Promise.all([a.stop(), b.stop()]);
    await database.drop();
  });

  it('are told by each for itself and for both, also what an instance did that has ended', async () => {
    const tenant = randomUUID();
    const [onA, onB] = [a, b].map((app) => app.as({ sub: 'ann', tenant }));
    if (!onA || !onB) throw new Error('Two instances were started.');
    await onA.write(NOTE);
    await onA.ask(QUESTION);
    await a.stored();
    for (let round = 0; round < 3; round++) await onB.ask(QUESTION);
    await onA.stats();
    const told = await onB.stats();
    expect(told.combined).toMatchObject({ total_hits: 3, total_misses: 0 });
    expect(told.fleet).toMatchObject({
      instances: 2,
      l1_query: { total_hits: 3, total_misses: 1, hit_rate: 0.75, total_entries: 1 },
      l2_embedding: { total_entries: 2 },
      l3_context: { total_entries: 1 },
      model_calls: 1,
      retrievals: 1,
    });
    await onA.ask('Who fires the kiln?');
    await a.stop();
    expect((await onB.stats()).fleet?.l1_query).toMatchObject({
      total_hits: 3,
      total_misses: 2,
      total_entries: 2,
    });
  });
});
