import { redisCommands } from '../../../src/engines/redis/redis-clients';
import { RedisLink } from '../../../src/engines/redis/redis-link';
import type { EngineChange } from '../../../src/engines/watch/engine-watch';
import { describeWithRedis } from '../../support/describe-with-redis';
import { eventually } from '../../support/eventually';
import { redisRights } from '../../support/redis-rights';
import { RedisServer } from '../../support/redis-server';
import { startTcpProxy, type TcpProxy } from '../../support/tcp-proxy';

jest.setTimeout(60_000);

const LOGIN = { user: 'trivet', password: 'secret' };
const VALUE = Buffer.from('value');
const NOWHERE = ['127.0.0.1', '1'];

describeWithRedis('a Redis master that was made a replica while the connection to it lives on', () => {
  let before: RedisServer;
  let after: RedisServer;
  let proxy: TcpProxy;
  let link: RedisLink;
  let changes: EngineChange[];

  beforeEach(async () => {
    [before, after] = await Promise.all([RedisServer.start(), RedisServer.start()]);
    for (const server of [before, after])
      await server.command(
        'ACL',
        'SETUSER',
        LOGIN.user,
        'on',
        `>${LOGIN.password}`,
        ...redisRights('demoted:'),
      );
    proxy = await startTcpProxy({ host: '127.0.0.1', port: before.port });
    changes = [];
    const url = `redis://${LOGIN.user}:${LOGIN.password}@127.0.0.1:${proxy.port}`;
    link = new RedisLink({
      commands: redisCommands(
        { kind: 'single', url, prefix: 'demoted:', authority: undefined },
        () => undefined,
      ),
      onChange: (change) => changes.push(change),
      onFailure: () => undefined,
      onRefusal: () => undefined,
    });
    await eventually('Redis is in use.', () => link.up);
  });
  afterEach(async () => {
    link.close();
    await proxy.close();
    await Promise.all([before.close(), after.close()]);
  });

  const store = (name: string) => link.run((redis) => redis.set(`demoted:${name}`, VALUE, 60_000));
  const stateNow = () => changes.at(-1)?.state;

  it('is away from its first refusal on, and the connection is made anew: to the master that took its place', async () => {
    await before.command('REPLICAOF', ...NOWHERE);
    proxy.leadTo({ host: '127.0.0.1', port: after.port });
    await expect(store('lost')).rejects.toThrow('does not answer');
    await eventually('The new master is in use.', () => stateNow() === 'up');
    await store('kept');
    expect(await after.command('GET', 'demoted:kept')).toBe('value');
    expect(changes.map(({ state }) => state)).toEqual(['down', 'up']);
    expect(String(changes.map((change) => ('error' in change ? change.error : '')))).toContain('READONLY');
  });

  it('stays away until it takes writes again', async () => {
    await before.command('REPLICAOF', ...NOWHERE);
    await store('lost').catch(() => undefined);
    await eventually('It is away.', () => stateNow() === 'down');
    const refusals = await refusalsOf(before);
    await eventually('It is asked again.', async () => (await refusalsOf(before)) > refusals + 2);
    expect(changes.map(({ state }) => state)).toEqual(['down']);
    await before.command('REPLICAOF', 'NO', 'ONE');
    await eventually('It is in use again.', () => link.up);
    await store('kept');
    expect(await before.command('GET', 'demoted:kept')).toBe('value');
  });

  it('is away also when it refuses reads, because its own master is away', async () => {
    await before.command('CONFIG', 'SET', 'replica-serve-stale-data', 'no');
    await before.command('REPLICAOF', ...NOWHERE);
    await link.ask((redis) => redis.getMany(['demoted:any'])).catch(() => undefined);
    await eventually('It is away.', () => stateNow() === 'down');
    await before.command('REPLICAOF', 'NO', 'ONE');
    await eventually('It is in use again.', () => link.up);
    expect(changes.map(({ state }) => state)).toEqual(['down', 'up']);
  });

  it('is away while it has fewer replicas than it wants before it takes writes, as one that was cut off', async () => {
    await before.command('CONFIG', 'SET', 'min-replicas-to-write', '1');
    await store('lost').catch(() => undefined);
    await eventually('It is away.', () => stateNow() === 'down');
    await before.command('CONFIG', 'SET', 'min-replicas-to-write', '0');
    await eventually('It is in use again.', () => link.up);
    expect(changes.map(({ state }) => state)).toEqual(['down', 'up']);
  });
});

const refusalsOf = async (server: RedisServer): Promise<number> =>
  Number(/errorstat_READONLY:count=(\d+)/.exec(String(await server.command('INFO', 'errorstats')))?.[1]);
