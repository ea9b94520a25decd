import type { SetOptions } from '@redis/client';
import type { Reach } from '../watch/engine-watch';

/** A way to one server or to a cluster, which connects again by itself. */
export interface RedisConnection {
  /** Resolves when there is a connection; the first call makes one. @throws why there is none */
  connected(): Promise<void>;
  /** Ends every connection at once. */
  destroy(): void;
  /** @returns how much of it answers. @throws when none of it does, at the latest when its connection is given up */
  ping(): Promise<Reach>;
  /** Bytes that the server uses, or the masters of a cluster together. */
  memoryUsed(): Promise<number>;
}

/** `INFO memory` as https://redis.io/docs/latest/commands/info/ has it. */
export function usedMemoryIn(info: string): number {
  const [, bytes] = /^used_memory:(\d+)/m.exec(info) ?? [];
  if (bytes === undefined) throw new Error('INFO says nothing of the memory in use.');
  return Number(bytes);
}

/** The few commands that Trivet uses. Each names its keys, values are bytes. */
export interface KeyCommands {
  getMany(keys: readonly string[]): Promise<(Buffer | null)[]>;
  /** @returns how many of the keys there are; they count as used now */
  touchMany(keys: readonly string[]): Promise<number>;
  set(key: string, value: Buffer, ttlMs: number): Promise<void>;
  unlink(key: string): Promise<void>;
  /** Runs a Lua script on the one key it names. */
  evaluate(script: string, key: string, args: readonly string[]): Promise<unknown>;
  /** Puts members into a sorted set, takes out those below `now`, and lets the set live for `ttlMs` at least. */
  addToSet(key: string, members: readonly ScoredMember[], ends: SetEnds): Promise<void>;
  /** How many members of a sorted set have a score above `now`. */
  countSet(key: string, now: number): Promise<number>;
  /** Members of a sorted set, `atMost` of them, the lowest first. */
  membersOf(key: string, atMost: number): Promise<Buffer[]>;
  removeFromSet(key: string, members: readonly Buffer[]): Promise<void>;
  /** Adds to numbers in a hash, by field. */
  addToHash(key: string, deltas: ReadonlyMap<string, number>): Promise<void>;
  hash(key: string): Promise<ReadonlyMap<string, number>>;
}

export type RedisCommands = RedisConnection & KeyCommands;

export interface ScoredMember {
  readonly score: number;
  readonly value: Buffer;
}

export interface SetEnds {
  readonly now: number;
  readonly ttlMs: number;
}

/** What a client of one server and one of a cluster have in common. */
interface TextClient {
  set(key: string, value: Buffer, options: SetOptions): Promise<unknown>;
  unlink(key: string): Promise<unknown>;
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  pExpire(key: string, ms: number, mode: 'NX' | 'GT'): Promise<unknown>;
  zAdd(key: string, members: ScoredMember[]): Promise<unknown>;
  zRemRangeByScore(key: string, min: string, max: number): Promise<unknown>;
  zCount(key: string, min: string, max: string): Promise<number>;
  zRem(key: string, members: Buffer[]): Promise<unknown>;
  hIncrByFloat(key: string, field: string, delta: number): Promise<unknown>;
  hGetAll(key: string): Promise<Record<string, string>>;
}

/** The same client, whose replies are bytes. */
interface BinaryClient {
  zRange(key: string, start: number, stop: number): Promise<Buffer[]>;
}

/** A client as commands use it. */
export interface Clients {
  readonly text: TextClient;
  readonly binary: BinaryClient;
  /** Commands on many keys, of which each kind of client has its own. */
  readonly getMany: KeyCommands['getMany'];
  readonly touchMany: KeyCommands['touchMany'];
}

/** @param on runs a command on the client in use, and says of its failures what is to be said */
export function keyCommands(on: <T>(command: (clients: Clients) => Promise<T>) => Promise<T>): KeyCommands {
  return {
    getMany: (keys) => on(({ getMany }) => getMany(keys)),
    touchMany: (keys) => on(({ touchMany }) => touchMany(keys)),
    set: (key, value, ttlMs) =>
      on(async ({ text }) => {
        await text.set(key, value, { expiration: { type: 'PX', value: ttlMs } });
      }),
    unlink: (key) =>
      on(async ({ text }) => {
        await text.unlink(key);
      }),
    evaluate: (script, key, args) =>
      on(({ text }) => text.eval(script, { keys: [key], arguments: [...args] })),
    addToSet: (key, members, ends) => on(({ text }) => addToSet(text, { key, members, ends })),
    countSet: (key, now) => on(({ text }) => text.zCount(key, `(${now}`, '+inf')),
    membersOf: (key, atMost) => on(({ binary }) => binary.zRange(key, 0, atMost - 1)),
    removeFromSet: (key, members) =>
      on(async ({ text }) => {
        await text.zRem(key, [...members]);
      }),
    addToHash: (key, deltas) =>
      on(async ({ text }) => {
        await Promise.all([...deltas].map(([field, delta]) => text.hIncrByFloat(key, field, delta)));
      }),
    hash: (key) =>
      on(async ({ text }) => {
        const fields = Object.entries(await text.hGetAll(key));
        return new Map(fields.map(([field, value]) => [field, Number(value)]));
      }),
  };
}

interface Addition {
  readonly key: string;
  readonly members: readonly ScoredMember[];
  readonly ends: SetEnds;
}

async function addToSet(text: TextClient, { key, members, ends: { now, ttlMs } }: Addition): Promise<void> {
  await Promise.all([
    text.zAdd(key, [...members]),
    text.zRemRangeByScore(key, '-inf', now),
    // GT takes a key without an end for one that never ends, so the first end needs NX.
    text.pExpire(key, ttlMs, 'NX'),
    text.pExpire(key, ttlMs, 'GT'),
  ]);
}
