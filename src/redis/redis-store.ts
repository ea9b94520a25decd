import type { CacheKey } from '../core/cache/keys';
import { RemoteStore, type IndexEntry, type RemoteEntry } from '../core/cache/remote/remote-store';
import type { RedisLink } from './redis-link';

/** The shared store over Redis; the keys themselves carry their version. */
export class RedisStore extends RemoteStore {
  /** @param prefix keeps these keys apart from those of other programs and deployments on the same server */
  constructor(
    private readonly link: RedisLink,
    private readonly prefix: string,
  ) {
    super();
  }

  async ping(): Promise<void> {
    await this.link.run((redis) => redis.ping());
  }

  getMany(keys: readonly CacheKey[]): Promise<(Buffer | null)[]> {
    return this.link.run((redis) => redis.getMany(keys.map((key) => this.prefix + key)));
  }

  async setMany(entries: readonly RemoteEntry[]): Promise<void> {
    await this.link.run((redis) =>
      Promise.all(entries.map(({ key, bytes, ttlMs }) => redis.set(this.prefix + key, bytes, ttlMs))),
    );
  }

  async deleteMany(keys: readonly CacheKey[]): Promise<void> {
    await this.link.run((redis) => Promise.all(keys.map((key) => redis.unlink(this.prefix + key))));
  }

  async addToIndexes(entries: readonly IndexEntry[]): Promise<void> {
    await this.link.run((redis) =>
      Promise.all(
        entries.map(({ index, member, expiresAt, ttlMs }) => {
          const ends = { now: expiresAt - ttlMs, ttlMs };
          return redis.addToSet(this.prefix + index, [{ score: expiresAt, value: member }], ends);
        }),
      ),
    );
  }

  async countIndexed(indexes: readonly string[], now: number): Promise<number> {
    const counts = await this.link.run((redis) =>
      Promise.all(indexes.map((index) => redis.countSet(this.prefix + index, now))),
    );
    return counts.reduce((sum, count) => sum + count, 0);
  }

  indexed(index: string, atMost: number): Promise<Buffer[]> {
    return this.link.run((redis) => redis.membersOf(this.prefix + index, atMost));
  }

  removeFromIndex(index: string, members: readonly Buffer[]): Promise<void> {
    return this.link.run((redis) => redis.removeFromSet(this.prefix + index, members));
  }

  async addCounts(name: string, deltas: ReadonlyMap<string, number>): Promise<void> {
    await this.link.run((redis) => redis.addToHash(this.prefix + name, deltas));
  }

  counts(name: string): Promise<ReadonlyMap<string, number>> {
    return this.link.run((redis) => redis.hash(this.prefix + name));
  }
}
