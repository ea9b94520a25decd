import { cacheKey } from '../../core/question/keys';
import type { EngineChange } from '../watch/engine-watch';
import type { RedisCommands } from './redis-commands';
import { RedisLink } from './redis-link';
import { RedisStore } from './redis-store';

/** Takes a millisecond for each key, one after another, and answers what was sent to it. */
class SlowRedis implements RedisCommands {
  readonly values = new Map<string, Buffer>();
  readonly sets = new Map<string, { readonly score: number; readonly value: Buffer }[]>();
  readonly commands: string[] = [];
  private busyUntil = Date.now();

  connected = (): Promise<void> => Promise.resolve();
  destroy = (): void => undefined;
  ping = (): Promise<'whole'> => Promise.resolve('whole');
  getMany = async (keys: readonly string[]): Promise<(Buffer | null)[]> => {
    await this.work('get', keys.length);
    return keys.map((key) => this.values.get(key) ?? null);
  };
  set = async (key: string, value: Buffer): Promise<void> => {
    await this.work('set', 1);
    this.values.set(key, value);
  };
  unlink = async (key: string): Promise<void> => {
    await this.work('unlink', 1);
    this.values.delete(key);
  };
  addToSet: RedisCommands['addToSet'] = async (key, members) => {
    await this.work('addToSet', 1);
    this.sets.set(key, [...(this.sets.get(key) ?? []), ...members]);
  };
  touchMany = (): Promise<number> => Promise.resolve(0);
  memoryUsed = (): Promise<number> => Promise.resolve(0);
  evaluate = (): Promise<unknown> => Promise.resolve(null);
  countSet = (): Promise<number> => Promise.resolve(0);
  membersOf = (): Promise<Buffer[]> => Promise.resolve([]);
  removeFromSet = (): Promise<void> => Promise.resolve();
  addToHash = (): Promise<void> => Promise.resolve();
  hash = (): Promise<ReadonlyMap<string, number>> => Promise.resolve(new Map());

  private async work(name: string, ms: number): Promise<void> {
    this.commands.push(name);
    this.busyUntil = Math.max(this.busyUntil, Date.now()) + ms;
    // eslint-disable-next-line no-restricted-syntax -- the server's own time
    await new Promise((resolve) => setTimeout(resolve, this.busyUntil - Date.now()));
  }
}

/** As many as one embeddings call may bring; at a millisecond each, ten times a command's deadline. */
const ENTRIES = Array.from({ length: 2_048 }, (_, at) => ({
  key: cacheKey('vector', [at]),
  bytes: Buffer.from(`vector ${at}`),
  ttlMs: 60_000,
}));
const KEYS = ENTRIES.map(({ key }) => key);

describe('many entries for Redis at once', () => {
  let redis: SlowRedis;
  let changes: EngineChange['state'][];
  let link: RedisLink;
  let store: RedisStore;

  beforeEach(async () => {
    jest.useFakeTimers();
    redis = new SlowRedis();
    changes = [];
    link = new RedisLink({
      commands: redis,
      onChange: ({ state }) => changes.push(state),
      onFailure: () => undefined,
      onRefusal: () => undefined,
    });
    store = new RedisStore(link, 'p:');
    await jest.advanceTimersByTimeAsync(200);
  });
  afterEach(() => {
    link.close();
    jest.useRealTimers();
  });

  async function done<T>(work: Promise<T>): Promise<T> {
    const settled = Promise.allSettled([work]);
    await jest.advanceTimersByTimeAsync(10_000);
    await settled;
    return work;
  }

  it('are stored, found in order and deleted, and a Redis that works on them is not called down', async () => {
    await done(store.setMany(ENTRIES));
    expect(await done(store.getMany(KEYS))).toEqual(ENTRIES.map(({ bytes }) => bytes));
    await done(store.deleteMany(KEYS.slice(0, 1_000)));
    expect((await done(store.getMany(KEYS))).filter((bytes) => bytes === null)).toHaveLength(1_000);
    expect(changes).toEqual([]);
  });

  it('let what others ask have its turn in between', async () => {
    const storing = store.setMany(ENTRIES);
    const startedAt = Date.now();
    const asked = store.getMany(KEYS.slice(0, 1)).then(() => Date.now() - startedAt);
    await done(storing);
    expect(await asked).toBeLessThan(150);
  });

  it('are put into each index with one command', async () => {
    const now = Date.now();
    const entries = ENTRIES.map(({ key }, at) => ({
      index: `l2:${at % 128}`,
      member: Buffer.from(key),
      expiresAt: now + 60_000,
      ttlMs: 60_000,
    }));
    await done(store.addToIndexes(entries));
    expect(redis.commands).toHaveLength(128);
    expect([...redis.sets.values()].flat().map(({ value }) => value.toString())).toHaveLength(2_048);
    expect(redis.sets.get('p:l2:5')?.map(({ value }) => value.toString())).toEqual(
      KEYS.filter((_, at) => at % 128 === 5),
    );
    expect(changes).toEqual([]);
  });
});
