import type { CacheKey } from '../../question/keys';

export interface RemoteEntry {
  readonly key: CacheKey;
  readonly bytes: Buffer;
  /** Milliseconds until the store itself forgets the entry. */
  readonly ttlMs: number;
}

/** What is put into an index: a sorted set of members by the time at which they end. */
export interface IndexEntry {
  readonly index: string;
  readonly member: Buffer;
  /** Unix milliseconds. */
  readonly expiresAt: number;
  readonly ttlMs: number;
}

/**
 * A store of bytes that instances share. It must fail fast: whoever is down is down for everybody at once, and a request
 * waits for it once at most. An abstract class, so that it is its own Nest token also where there is none.
 */
export abstract class RemoteStore {
  /** Resolves when it has answered. @throws {RemoteDownError} */
  abstract ping(): Promise<void>;

  /**
   * @returns bytes that the store uses, for these entries and whatever else is in it
   * @throws {RemoteDownError}
   */
  abstract memoryUsed(): Promise<number>;

  /**
   * @returns bytes or null per key, in order
   * @throws {RemoteDownError}
   */
  abstract getMany(keys: readonly CacheKey[]): Promise<(Buffer | null)[]>;

  /** @throws {RemoteDownError} */
  abstract setMany(entries: readonly RemoteEntry[]): Promise<void>;

  /**
   * Lets keys count as used now, in a store that evicts what was not used for longest.
   * @returns how many of them there are
   * @throws {RemoteDownError}
   */
  abstract touch(keys: readonly string[]): Promise<number>;

  /** @throws {RemoteDownError} */
  abstract deleteMany(keys: readonly CacheKey[]): Promise<void>;

  /**
   * Puts members into indexes and takes out of those what has ended. An index ends with the last of its members.
   * @throws {RemoteDownError}
   */
  abstract addToIndexes(entries: readonly IndexEntry[]): Promise<void>;

  /**
   * @returns how many members of these indexes together end after `now`, Unix milliseconds
   * @throws {RemoteDownError}
   */
  abstract countIndexed(indexes: readonly string[], now: number): Promise<number>;

  /**
   * @returns members of the index, `atMost` of them, those that end first before the others
   * @throws {RemoteDownError}
   */
  abstract indexed(index: string, atMost: number): Promise<Buffer[]>;

  /** @throws {RemoteDownError} */
  abstract removeFromIndex(index: string, members: readonly Buffer[]): Promise<void>;

  /**
   * Adds to counters that all instances share.
   * @throws {RemoteDownError} whether it was added is then unknown
   */
  abstract addCounts(name: string, deltas: ReadonlyMap<string, number>): Promise<void>;

  /** @throws {RemoteDownError} */
  abstract counts(name: string): Promise<ReadonlyMap<string, number>>;
}

/** The shared store does not answer. Whoever holds the connection has logged it, once. */
export class RemoteDownError extends Error {
  constructor(cause?: unknown) {
    super('The shared cache does not answer.', { cause });
    this.name = 'RemoteDownError';
  }
}
