import type { CacheKey } from '../core/cache/keys';
import { RemoteStore, type RemoteEntry } from '../core/cache/remote/remote-store';
import type { RedisLink } from './redis-link';

/** Keeps Trivet's keys apart from those of other programs on the same server. */
const PREFIX = 'trivet:';

/** The shared store over Redis; the keys themselves carry their version. */
export class RedisStore extends RemoteStore {
  constructor(private readonly link: RedisLink) {
    super();
  }

  getMany(keys: readonly CacheKey[]): Promise<(Buffer | null)[]> {
    return this.link.run((redis) => redis.getMany(keys.map((key) => PREFIX + key)));
  }

  async setMany(entries: readonly RemoteEntry[]): Promise<void> {
    await this.link.run((redis) =>
      Promise.all(entries.map(({ key, bytes, ttlMs }) => redis.set(PREFIX + key, bytes, ttlMs))),
    );
  }

  async deleteMany(keys: readonly CacheKey[]): Promise<void> {
    await this.link.run((redis) => Promise.all(keys.map((key) => redis.unlink(PREFIX + key))));
  }
}
