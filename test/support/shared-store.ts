import type { CacheKey } from '../../src/core/question/keys';
import {
  RemoteDownError,
  RemoteStore,
  type IndexEntry,
  type RemoteEntry,
} from '../../src/core/cache/shared/remote-store';

/** A shared store in memory that can be told to be down. Several instances may be given the same. */
export class SharedStore extends RemoteStore {
  readonly entries = new Map<CacheKey, RemoteEntry>();
  readonly indexes = new Map<string, Map<string, number>>();
  readonly sums = new Map<string, Map<string, number>>();
  isDown = false;
  reads = 0;
  /** Every key that was touched, in order. */
  readonly touches: string[] = [];

  ping(): Promise<void> {
    return this.reached();
  }

  async memoryUsed(): Promise<number> {
    await this.reached();
    return [...this.entries.values()].reduce((sum, { bytes }) => sum + bytes.length, 1_000);
  }

  async getMany(keys: readonly CacheKey[]): Promise<(Buffer | null)[]> {
    await this.reached();
    this.reads++;
    return keys.map((key) => this.entries.get(key)?.bytes ?? null);
  }

  async setMany(entries: readonly RemoteEntry[]): Promise<void> {
    await this.reached();
    for (const entry of entries) this.entries.set(entry.key, entry);
  }

  async touch(keys: readonly string[]): Promise<number> {
    await this.reached();
    this.touches.push(...keys);
    const isThere = (key: string): boolean => this.entries.has(key as CacheKey) || this.indexes.has(key);
    return keys.filter(isThere).length;
  }

  async deleteMany(keys: readonly CacheKey[]): Promise<void> {
    await this.reached();
    for (const key of keys) this.entries.delete(key);
  }

  async addToIndexes(entries: readonly IndexEntry[]): Promise<void> {
    await this.reached();
    for (const { index, member, expiresAt } of entries) {
      const members = this.indexes.get(index) ?? new Map<string, number>();
      this.indexes.set(index, members.set(member.toString('hex'), expiresAt));
    }
  }

  async countIndexed(indexes: readonly string[], now: number): Promise<number> {
    await this.reached();
    const ends = indexes.flatMap((index) => [...(this.indexes.get(index)?.values() ?? [])]);
    return ends.filter((end) => end > now).length;
  }

  async indexed(index: string, atMost: number): Promise<Buffer[]> {
    await this.reached();
    const members = [...(this.indexes.get(index) ?? [])].sort(([, a], [, b]) => a - b);
    return members.slice(0, atMost).map(([member]) => Buffer.from(member, 'hex'));
  }

  async removeFromIndex(index: string, members: readonly Buffer[]): Promise<void> {
    await this.reached();
    for (const member of members) this.indexes.get(index)?.delete(member.toString('hex'));
  }

  async addCounts(name: string, deltas: ReadonlyMap<string, number>): Promise<void> {
    await this.reached();
    const counts = this.sums.get(name) ?? new Map<string, number>();
    this.sums.set(name, counts);
    for (const [field, delta] of deltas) counts.set(field, (counts.get(field) ?? 0) + delta);
  }

  async counts(name: string): Promise<ReadonlyMap<string, number>> {
    await this.reached();
    return this.sums.get(name) ?? new Map<string, number>();
  }

  /** Takes a turn of the event loop, as over a network. */
  protected async reached(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    if (this.isDown) throw new RemoteDownError();
  }
}
