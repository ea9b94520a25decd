import { type CacheKey, type IndexEntry, type RemoteEntry, RemoteStore } from '../../core';
import type { RedisCommands, SetEnds } from './redis-commands';
import type { RedisLink } from './redis-link';

/**
 * Commands that are sent at once for many entries; the next follow when these are answered. Each piece has a deadline of its
 * own, and other requests have their turn in between.
 *
 * An embeddings call may bring 2,048 vectors. In one piece they kept a process at work for 280 ms and made a healthy Redis look
 * away (2026-11-21, two cores). In pieces they took 60 to 100 ms.
 */
const PIECE = 128;

/** A question looks up no more keys at once. How long more of them take says nothing about how quick Redis is. */
const FEW = 32;

/** Putting a group of members into an index takes four commands. */
const INDEX_PIECE = PIECE / 4;

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

  memoryUsed(): Promise<number> {
    return this.link.run((redis) => redis.memoryUsed());
  }

  async getMany(keys: readonly CacheKey[]): Promise<(Buffer | null)[]> {
    const get = (some: readonly CacheKey[]) => (redis: RedisCommands) =>
      redis.getMany(some.map((key) => this.prefix + key));
    if (keys.length <= FEW) return this.link.ask(get(keys));
    const found: (Buffer | null)[] = [];
    for (const piece of inPieces(keys, PIECE)) found.push(...(await this.link.run(get(piece))));
    return found;
  }

  setMany(entries: readonly RemoteEntry[]): Promise<void> {
    return this.forEach(entries, PIECE, (redis, { key, bytes, ttlMs }) =>
      redis.set(this.prefix + key, bytes, ttlMs),
    );
  }

  async touch(keys: readonly string[]): Promise<number> {
    let found = 0;
    for (const piece of inPieces(keys, PIECE))
      found += await this.link.run((redis) => redis.touchMany(piece.map((key) => this.prefix + key)));
    return found;
  }

  deleteMany(keys: readonly CacheKey[]): Promise<void> {
    return this.forEach(keys, PIECE, (redis, key) => redis.unlink(this.prefix + key));
  }

  addToIndexes(entries: readonly IndexEntry[]): Promise<void> {
    return this.forEach([...byIndex(entries)], INDEX_PIECE, (redis, [index, members]) =>
      redis.addToSet(
        this.prefix + index,
        members.map(({ expiresAt, member }) => ({ score: expiresAt, value: member })),
        endsOf(members),
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

  private async forEach<T>(
    items: readonly T[],
    atOnce: number,
    command: (redis: RedisCommands, item: T) => Promise<void>,
  ): Promise<void> {
    for (const piece of inPieces(items, atOnce))
      await this.link.run((redis) => Promise.all(piece.map((item) => command(redis, item))));
  }
}

function* inPieces<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let at = 0; at < items.length; at += size) yield items.slice(at, at + size);
}

function byIndex(entries: readonly IndexEntry[]): Map<string, IndexEntry[]> {
  const groups = new Map<string, IndexEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.index);
    if (group) group.push(entry);
    else groups.set(entry.index, [entry]);
  }
  return groups;
}

/** The index lives as long as the longest of its new members. Members that had ended when the first of these was made are taken out. */
function endsOf(members: readonly IndexEntry[]): SetEnds {
  return {
    now: Math.min(...members.map(({ expiresAt, ttlMs }) => expiresAt - ttlMs)),
    ttlMs: Math.max(...members.map(({ ttlMs }) => ttlMs)),
  };
}
