import { RemoteDownError } from '../../core';
import type { EngineChange, Reach } from '../watch/engine-watch';
import type { RedisCommands } from './redis-commands';
import { NodeAwayError } from './redis-errors';
import { RedisLink } from './redis-link';

class SimpleError extends Error {}

const CONNECTION_GIVEN_UP_MS = 1_000;

/** What the fake server takes, by the clock in the test's hand. */
// eslint-disable-next-line no-restricted-syntax -- fake timers
const inMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A server that answers pings, after a while or never, as the test says. */
class FakeRedis implements RedisCommands {
  answers = true;
  answersAfterMs = 0;
  pings = 0;
  destroyed = false;
  connectsAfterMs = 0;
  connected = (): Promise<void> => inMs(this.connectsAfterMs);
  destroy = (): void => {
    this.destroyed = true;
  };
  reach: Reach = 'whole';
  ping = (): Promise<Reach> => {
    this.pings++;
    if (this.answers) return inMs(this.answersAfterMs).then(() => this.reach);
    return inMs(CONNECTION_GIVEN_UP_MS).then(() => Promise.reject(new Error('Socket timeout')));
  };
  getMany = (): Promise<(Buffer | null)[]> => Promise.resolve([null]);
  touchMany = (): Promise<number> => Promise.resolve(0);
  set = (): Promise<void> => Promise.resolve();
  unlink = (): Promise<void> => Promise.resolve();
  memoryUsed = (): Promise<number> => Promise.resolve(0);
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
  let changes: EngineChange['state'][];
  let failures: number;
  let refusals: string[];
  let link: RedisLink;

  const newLink = (): RedisLink =>
    new RedisLink({
      commands: redis,
      onChange: ({ state }) => changes.push(state),
      onFailure: () => failures++,
      onRefusal: ({ message }) => refusals.push(message),
    });

  beforeEach(async () => {
    jest.useFakeTimers();
    redis = new FakeRedis();
    changes = [];
    failures = 0;
    refusals = [];
    link = newLink();
    await jest.advanceTimersByTimeAsync(200);
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
    await jest.advanceTimersByTimeAsync(CONNECTION_GIVEN_UP_MS + 500);
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
    await jest.advanceTimersByTimeAsync(1_010);
    expect(redis.pings - before).toBe(4);
    expect(changes).toEqual(['part']);
    redis.reach = 'whole';
    await jest.advanceTimersByTimeAsync(1_000);
    expect(changes).toEqual(['part', 'up']);
    expect(redis.pings - before).toBe(5);
  });

  it('waits longer for a connection than for an answer, and tells nothing of that', async () => {
    link.close();
    redis.connectsAfterMs = 150;
    link = newLink();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(link.up).toBe(true);
    expect(changes).toEqual([]);
  });

  it('fails commands only as long as three pings take when one answer was lost, and tells nothing of that', async () => {
    const first = expect(hang()).rejects.toThrow(RemoteDownError);
    await jest.advanceTimersByTimeAsync(200);
    await first;
    expect(link.up).toBe(false);
    await jest.advanceTimersByTimeAsync(110);
    expect(link.up).toBe(true);
    expect(changes).toEqual([]);
  });

  it('sends no probe while one is not answered, so that a connection into nothing is given up', async () => {
    redis.answers = false;
    const first = hang().catch(() => undefined);
    await jest.advanceTimersByTimeAsync(200);
    await first;
    const before = redis.pings;
    await jest.advanceTimersByTimeAsync(CONNECTION_GIVEN_UP_MS);
    expect(redis.pings - before).toBe(1);
    await jest.advanceTimersByTimeAsync(4 * CONNECTION_GIVEN_UP_MS);
    expect(redis.pings - before).toBeGreaterThan(2);
  });

  describe('to a slow server', () => {
    /** What commands of these times one after the other cost whoever waits for them, in milliseconds. */
    async function waitedFor(...answersAfterMs: number[]): Promise<number> {
      const startedAt = Date.now();
      const asking = (async () => {
        for (const ms of answersAfterMs) await link.ask(() => inMs(ms)).catch(() => undefined);
        return Date.now() - startedAt;
      })();
      await jest.advanceTimersByTimeAsync(2_000);
      return asking;
    }
    const sixOf = (ms: number): number[] => Array.from({ length: 6 }, () => ms);

    it.each([50, 110, 190])(
      'costs one question a quarter of a second at most and the next ones nothing: %i ms a command',
      async (ms) => {
        redis.answersAfterMs = ms;
        expect(await waitedFor(...sixOf(ms))).toBeLessThanOrEqual(250);
        expect(await waitedFor(...sixOf(ms))).toBe(0);
        await jest.advanceTimersByTimeAsync(10_000);
        expect(changes).toEqual(['down']);
        redis.answersAfterMs = 1;
        await jest.advanceTimersByTimeAsync(1_000);
        expect(changes).toEqual(['down', 'up']);
        expect(await waitedFor(150)).toBe(150);
      },
    );

    it('that is quick with pings costs one question a quarter of a second at most, and the next ones 40 ms each', async () => {
      expect(await waitedFor(...sixOf(150))).toBeLessThanOrEqual(250);
      for (let question = 0; question < 3; question++) expect(await waitedFor(...sixOf(150))).toBe(40);
      expect(changes).toEqual([]);
      expect(await waitedFor(1, 150)).toBe(151);
    });

    it('stays up when slow answers are not in a row, or when only those are slow that nobody waits for', async () => {
      expect(await waitedFor(150, 1, 150, 1, 150, 1)).toBe(453);
      for (let command = 0; command < 6; command++) {
        const stored = link.run(() => inMs(150));
        await jest.advanceTimersByTimeAsync(150);
        await stored;
      }
      expect(changes).toEqual([]);
    });

    it('takes what many wait for at once for one slow answer', async () => {
      const many = Promise.all(Array.from({ length: 20 }, () => link.ask(() => inMs(150))));
      await jest.advanceTimersByTimeAsync(150);
      await many;
      expect(await waitedFor(45)).toBe(45);
      expect(changes).toEqual([]);
    });

    it('does not come back with one quick answer by chance', async () => {
      redis.answersAfterMs = 110;
      await waitedFor(...sixOf(110));
      for (let ms = 0, { pings } = redis; ms < 5_000; ms++) {
        await jest.advanceTimersByTimeAsync(1);
        if (redis.pings === pings) continue;
        pings = redis.pings;
        redis.answersAfterMs = redis.answersAfterMs === 1 ? 110 : 1;
      }
      expect(redis.pings).toBeGreaterThan(15);
      expect(changes).toEqual(['down']);
    });
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
