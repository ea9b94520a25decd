import { RemoteDownError } from '../core/cache/remote/remote-store';
import type { Reach, RedisCommands } from './redis-clients';
import { NodeAwayError } from './redis-errors';
import { RedisLink, type RedisChange } from './redis-link';

class SimpleError extends Error {}

/** A server that answers pings or hangs, as the test says. */
class FakeRedis implements RedisCommands {
  answers = true;
  pings = 0;
  destroyed = false;
  connect = (): Promise<void> => Promise.reject(new Error('refused'));
  destroy = (): void => {
    this.destroyed = true;
  };
  reach: Reach = 'whole';
  ping = (): Promise<Reach> => {
    this.pings++;
    return this.answers ? Promise.resolve(this.reach) : new Promise(() => undefined);
  };
  getMany = (): Promise<(Buffer | null)[]> => Promise.resolve([null]);
  set = (): Promise<void> => Promise.resolve();
  unlink = (): Promise<void> => Promise.resolve();
  evaluate = (): Promise<unknown> => Promise.resolve(null);
  addToSet = (): Promise<void> => Promise.resolve();
  countSet = (): Promise<number> => Promise.resolve(0);
  membersOf = (): Promise<Buffer[]> => Promise.resolve([]);
  removeFromSet = (): Promise<void> => Promise.resolve();
  addToHash = (): Promise<void> => Promise.resolve();
  hash = (): Promise<ReadonlyMap<string, number>> => Promise.resolve(new Map());
}

describe('the link to Redis', () => {
  let redis: FakeRedis;
  let changes: RedisChange['state'][];
  let failures: number;
  let refusals: string[];
  let link: RedisLink;

  beforeEach(async () => {
    jest.useFakeTimers();
    redis = new FakeRedis();
    changes = [];
    failures = 0;
    refusals = [];
    link = new RedisLink({
      commands: redis,
      onChange: ({ state }) => changes.push(state),
      onFailure: () => failures++,
      onRefusal: ({ message }) => refusals.push(message),
    });
    await jest.advanceTimersByTimeAsync(1);
  });
  afterEach(() => {
    link.close();
    jest.useRealTimers();
  });

  const hang = () => link.run(() => new Promise<never>(() => undefined));

  it('is up when a probe was answered, although nobody waited for it at the start', async () => {
    expect(await link.run((commands) => commands.getMany(['k']))).toEqual([null]);
    expect(changes).toEqual([]);
  });

  it('costs the first request its deadline and the later ones nothing while the server hangs', async () => {
    redis.answers = false;
    const first = expect(hang()).rejects.toThrow(RemoteDownError);
    await jest.advanceTimersByTimeAsync(200);
    await first;
    const command = jest.fn();
    await expect(link.run(command)).rejects.toThrow(RemoteDownError);
    expect(command).not.toHaveBeenCalled();
    expect(failures).toBe(2);
  });

  it('tells each change once, however long it lasts', async () => {
    redis.answers = false;
    const failed = Promise.allSettled([hang(), hang(), hang()]);
    await jest.advanceTimersByTimeAsync(5_000);
    await failed;
    expect(changes).toEqual(['down']);
    redis.answers = true;
    await jest.advanceTimersByTimeAsync(500);
    expect(changes).toEqual(['down', 'up']);
    expect(await link.run((commands) => commands.getMany(['k']))).toEqual([null]);
  });

  it('stays up when only one command was refused, such as a write to a full server', async () => {
    await expect(link.run(() => Promise.reject(new SimpleError('OOM command not allowed')))).rejects.toThrow(
      'OOM',
    );
    expect(link.up).toBe(true);
    await expect(
      link.run(() => Promise.reject(new SimpleError('CLUSTERDOWN The cluster is down'))),
    ).rejects.toThrow(RemoteDownError);
    expect(link.up).toBe(false);
  });

  it('tells the first command that was refused for a reason, and no further one', async () => {
    for (const message of ['NOPERM no right to eval', 'NOPERM no right to mget', 'OOM it is full'])
      await link.run(() => Promise.reject(new SimpleError(message))).catch(() => undefined);
    expect(refusals).toEqual(['NOPERM no right to eval', 'OOM it is full']);
    expect(changes).toEqual([]);
  });

  it('asks nothing more once it is closed', async () => {
    link.close();
    expect(redis.destroyed).toBe(true);
    const { pings } = redis;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(redis.pings).toBe(pings);
    await expect(link.run((commands) => commands.getMany(['k']))).rejects.toThrow(RemoteDownError);
  });

  it('goes on with the rest of a cluster while a node is away, and looks until all of it answers', async () => {
    redis.reach = 'part';
    const away = link.run(() => Promise.reject(new NodeAwayError(new Error('gone'))));
    await expect(away).rejects.toThrow(RemoteDownError);
    expect(await link.run((commands) => commands.getMany(['k']))).toEqual([null]);
    const before = redis.pings;
    await jest.advanceTimersByTimeAsync(1_000);
    expect(redis.pings - before).toBe(4);
    expect(changes).toEqual(['part']);
    redis.reach = 'whole';
    await jest.advanceTimersByTimeAsync(1_000);
    expect(changes).toEqual(['part', 'up']);
    expect(redis.pings - before).toBe(5);
  });

  it('looks although commands go on failing', async () => {
    const before = redis.pings;
    for (let at = 0; at < 20; at++) {
      await link.run(() => Promise.reject(new NodeAwayError(new Error('gone')))).catch(() => undefined);
      await jest.advanceTimersByTimeAsync(50);
    }
    expect(redis.pings - before).toBeGreaterThan(2);
  });
});
