import type { RedisSettings } from '../../../src/config/settings';
import { redisCommands } from '../../../src/engines/redis/redis-clients';
import { RedisLink } from '../../../src/engines/redis/redis-link';
import type { EngineChange } from '../../../src/engines/watch/engine-watch';
import { describeWithRedis } from '../../support/describe-with-redis';
import { eventually } from '../../support/eventually';
import { RedisCluster } from '../../support/redis-cluster';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy';

jest.setTimeout(60_000);

const { TRIVET_TEST_REDIS_URL: url } = process.env;

/** 200 ms until it is noticed, .25 s until a ping, 1 s until the connection is given up; the rest is for a busy machine. */
const BACK_WITHIN_MS = 4_000;

/** In all parts of a cluster. */
const KEYS = Array.from({ length: 30 }, (_, at) => `vanishes:${at}`);

let proxy: TcpProxy;
let link: RedisLink;
let changes: EngineChange['state'][];

async function linkTo(address: RedisSettings): Promise<void> {
  link = new RedisLink({
    commands: redisCommands(address, () => undefined),
    onChange: ({ state }) => changes.push(state),
    onFailure: () => undefined,
    onRefusal: () => undefined,
  });
  await until(() => link.up);
  changes = [];
}

afterEach(async () => {
  link.close();
  await proxy.close();
});

const question = () => link.ask((redis) => redis.getMany(KEYS)).catch(() => undefined);

/** The connections there are lead into nothing, and questions go on. Resolves when Redis is in use again. */
async function vanishUnderLoad(): Promise<void> {
  const questions = setInterval(() => void question(), 20);
  try {
    proxy.vanish();
    await until(() => changes.length > 0);
    await until(() => changes.at(-1) === 'up');
  } finally {
    clearInterval(questions);
  }
}

(url ? describe : describe.skip)('a Redis whose host vanishes without a word', () => {
  beforeEach(async () => {
    const { hostname, port, username, password, pathname } = new URL(url ?? '');
    proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    const proxied = new URL(`redis://127.0.0.1:${proxy.port}${pathname}`);
    Object.assign(proxied, { username, password });
    await linkTo({ kind: 'single', url: proxied.href, prefix: '', authority: undefined });
  });

  it('is in use again as soon as its address answers, although questions go on', async () => {
    await vanishUnderLoad();
    expect(changes).toEqual(['down', 'up']);
    expect(await question()).toHaveLength(KEYS.length);
  });

  it('costs one connection at a time, however often that happens', async () => {
    for (let times = 0; times < 3; times++) {
      proxy.vanish();
      await question();
      await until(() => link.up);
    }
    expect(proxy.connections).toBe(1);
  });
});

describeWithRedis('a node of a Redis Cluster whose host vanishes without a word', () => {
  let cluster: RedisCluster;

  beforeEach(async () => {
    cluster = await RedisCluster.start();
    const [{ master: other }, { master }] = cluster.shards;
    proxy = await startTcpProxy({ host: '127.0.0.1', port: master.port });
    await master.command('CONFIG', 'SET', 'cluster-announce-port', String(proxy.port));
    const knows = async (): Promise<boolean> =>
      JSON.stringify(await other.command('CLUSTER', 'SLOTS')).includes(String(proxy.port));
    await eventually('The other nodes know the address of the wire.', knows);
    await linkTo({ kind: 'cluster', urls: [cluster.nodes], prefix: '', authority: undefined });
  });
  afterEach(() => cluster.close());

  it('is in use again as soon as its address answers, although questions to all nodes go on', async () => {
    expect(proxy.connections).toBeGreaterThan(0);
    await vanishUnderLoad();
    // The node that a probe asked answers. One that the client still connects to again may fail the first question after it.
    await until(() => link.up);
    await eventually(
      'Questions to all nodes are answered.',
      async () => (await question())?.length === KEYS.length,
    );
  });
});

const until = (holds: () => boolean): Promise<void> =>
  eventually('Redis is out of use, or in use again.', holds, BACK_WITHIN_MS);
