import { setTimeout as delay } from 'node:timers/promises';
import { redisCommands } from '../../../src/redis/redis-clients';
import { RedisLink, type RedisChange } from '../../../src/redis/redis-link';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy';

const { TRIVET_TEST_REDIS_URL: url } = process.env;

/** 200 ms until it is noticed, .25 s until a ping, 1 s until the connection is given up; the rest is for a busy machine. */
const BACK_WITHIN_MS = 4_000;

(url ? describe : describe.skip)('a Redis whose host vanishes without a word', () => {
  let proxy: TcpProxy;
  let link: RedisLink;
  let changes: RedisChange['state'][];

  beforeEach(async () => {
    const { hostname, port, username, password, pathname } = new URL(url ?? '');
    proxy = await startTcpProxy({ host: hostname, port: Number(port) });
    const proxied = new URL(`redis://127.0.0.1:${proxy.port}${pathname}`);
    Object.assign(proxied, { username, password });
    changes = [];
    link = new RedisLink({
      commands: redisCommands(
        { kind: 'single', url: proxied.href, prefix: '', authority: undefined },
        () => undefined,
      ),
      onChange: ({ state }) => changes.push(state),
      onFailure: () => undefined,
      onRefusal: () => undefined,
    });
    await until(() => link.up);
    changes = [];
  });
  afterEach(async () => {
    link.close();
    await proxy.close();
  });

  it('is in use again as soon as its address answers, although questions go on', async () => {
    const questions = setInterval(() => {
      link.ask((redis) => redis.getMany(['k'])).catch(() => undefined);
    }, 20);
    try {
      proxy.vanish();
      await until(() => changes.includes('down'));
      await until(() => link.up);
      expect(changes).toEqual(['down', 'up']);
    } finally {
      clearInterval(questions);
    }
  });

  it('costs one connection at a time, however often that happens', async () => {
    for (let times = 0; times < 3; times++) {
      proxy.vanish();
      await link.ask((redis) => redis.getMany(['k'])).catch(() => undefined);
      await until(() => link.up);
    }
    expect(proxy.connections).toBe(1);
  });
});

async function until(holds: () => boolean): Promise<void> {
  const startedAt = performance.now();
  while (!holds()) {
    if (performance.now() - startedAt > BACK_WITHIN_MS) throw new Error('Redis is not in use again.');
    await delay(10);
  }
}
