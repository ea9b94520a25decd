import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { startApp, type Person } from '../../support/app';
import { Authority } from '../../support/certificates';
import { startFleet } from '../../support/fleet';
import { RedisCluster } from '../../support/redis-cluster';
import { redisRights } from '../../support/redis-rights';
import { describeWithRedis } from '../../support/describe-with-redis';

jest.setTimeout(120_000);

const { TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

const PASSWORD = "p@ss/w:r?d#'%41ä";
const PREFIX = 'trivet-tls:';

const RIGHTS = redisRights(PREFIX, '+cluster|slots', '+cluster|info', '+asking');

const QUESTIONS = Array.from({ length: 20 }, (_, at) => `When is the kiln fired? Case ${at}`);

// Two instances on one database need a real server.
(databaseUrl ? describeWithRedis : describe.skip)('a Redis Cluster behind TLS and a password', () => {
  let cluster: RedisCluster;
  let folder: string;
  let authorityFile: string;

  beforeAll(async () => {
    const authority = new Authority();
    cluster = await RedisCluster.start(authority.certify('127.0.0.1'));
    folder = await mkdtemp(join(tmpdir(), 'trivet-test-'));
    authorityFile = join(folder, 'authority.pem');
    await writeFile(authorityFile, authority.certificate);
  });
  afterAll(async () => {
    await cluster.close();
    await rm(folder, { recursive: true, force: true });
  });

  const reached = (nodes: string) => ({
    REDIS_URL: '',
    REDIS_CLUSTER_NODES: nodes,
    REDIS_CA_FILE: authorityFile,
    CACHE_TYPE: 'redis',
    EMBEDDING_PROVIDER: 'lexical',
  });

  const entriesOfMasters = () =>
    Promise.all(cluster.shards.map(async ({ master }) => Number(await master.command('DBSIZE'))));

  it('is found out from one node, and all its masters are reached as that one: what one instance stored, another hits', async () => {
    const nodes = cluster.shards.flatMap(({ master, replica }) => [master, replica]);
    for (const node of nodes) await node.command('ACL', 'SETUSER', 'trivet', 'on', `>${PASSWORD}`, ...RIGHTS);
    const [{ master }] = cluster.shards;
    const url = master.urlFor({ user: 'trivet', password: PASSWORD });
    const fleet = await startFleet({ ...reached(url), REDIS_PREFIX: PREFIX }, 2);
    const [ann, bob] = fleet.newcomer() as [Person, Person];
    try {
      await ann.write({ title: 'Kiln', body: 'The kiln is fired on Thursdays.', visibility: 'workspace' });
      for (const question of QUESTIONS) await ann.ask(question);
      await fleet.instances[0]?.stored();
      for (const question of QUESTIONS) expect((await bob.ask(question)).body.metadata.match).toBe('exact');
      for (const entries of await entriesOfMasters()) expect(entries).toBeGreaterThan(5);
      for (const node of nodes) expect(await node.command('ACL', 'LOG')).toEqual([]);
    } finally {
      await fleet.close();
    }
  });

  it.each([
    {
      event: 'with a wrong password',
      told: () => reached(cluster.nodes.replace(/:[^:@]+@/, ':wrong@')),
      why: 'WRONGPASS',
    },
    {
      event: 'without its authority',
      told: () => ({ ...reached(cluster.nodes), REDIS_CA_FILE: '' }),
      why: 'Name the authority .* REDIS_CA_FILE',
    },
  ])('$event the service answers without it, and one line says why', async ({ told, why }) => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation();
    const app = await startApp(told());
    const me = app.as();
    try {
      await me.write({ title: 'Kiln', body: 'The kiln is fired on Thursdays.' });
      expect((await me.ask('When is the kiln fired?')).status).toBe(200);
      expect((await me.call('GET', '/health')).body).toMatchObject({
        ...{ status: 'degraded', redis: 'down', redis_ping: 'FAILED', redis_ping_ms: null },
        cache_available: false,
      });
      expect(warn.mock.calls).toEqual([
        [expect.stringMatching(new RegExp(`^Redis does not answer;.*${why}`))],
      ]);
    } finally {
      await app.close();
      warn.mockRestore();
    }
  });
});
