import { createClient, RESP_TYPES, type SetOptions } from '@redis/client';
import { once } from 'node:events';
import { isIP } from 'node:net';
import type { RedisSettings, SingleRedis } from '../../config/settings';
import { clusterCommands } from './redis-cluster';

/** The few commands that Trivet uses, on one server or on a cluster. Values are bytes. */
export interface RedisCommands {
  connect(): Promise<void>;
  /** Resolves when there is a connection. @throws why there is none */
  connected(): Promise<void>;
  /** Ends every connection at once. */
  destroy(): void;
  /** @returns how much of it answers. @throws when none of it does, at the latest when its connection is given up */
  ping(): Promise<Reach>;
  getMany(keys: readonly string[]): Promise<(Buffer | null)[]>;
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

/** Commands that name their keys. */
export type KeyCommands = Omit<RedisCommands, 'connect' | 'connected' | 'destroy' | 'ping'>;

/** Of a cluster, a part may answer while a node is away. */
export type Reach = 'whole' | 'part';

export interface ScoredMember {
  readonly score: number;
  readonly value: Buffer;
}

export interface SetEnds {
  readonly now: number;
  readonly ttlMs: number;
}

const CONNECT_TIMEOUT_MS = 500;

/**
 * A connection on which nothing was written and nothing came back for this long is given up; pings, of which the next is sent
 * when the last is answered, make sure that something would. Longer than a busy process stands still: with 200 ms, 300
 * questions of one moment took healthy connections down.
 */
const SOCKET_TIMEOUT_MS = 1_000;
const PING_INTERVAL_MS = 100;

const MAX_PAUSE_MS = 500;

/** Commands fail at once while there is no connection: whoever asks computes instead of waiting. */
export const common = { RESP: 3, disableOfflineQueue: true, pingInterval: PING_INTERVAL_MS } as const;

/**
 * Of a connection to a server like that of `url`. New for each client, which writes into it.
 *
 * @param authority whose certificates are believed, PEM; by default those that Node knows
 */
export function socketOf(url: string, authority: string | undefined) {
  const times = {
    connectTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SOCKET_TIMEOUT_MS,
    reconnectStrategy: (attempts: number): number => Math.min(50 * 2 ** attempts, MAX_PAUSE_MS),
  };
  return url.startsWith('rediss:') ? { ...times, tls: true as const, ca: authority } : times;
}

export const bytes = { [RESP_TYPES.BLOB_STRING]: Buffer };

/** @param onError hears of every connection that breaks; without a listener the first would end the process */
export function redisCommands(address: RedisSettings, onError: (error: unknown) => void): RedisCommands {
  return address.kind === 'single' ? single(address, onError) : clusterCommands(address, onError);
}

function single({ url, authority }: SingleRedis, onError: (error: unknown) => void): RedisCommands {
  const client = createClient({ ...common, url, socket: { ...socketOf(url, authority), ...nameOf(url) } });
  client.on('error', onError);
  const binary = client.withTypeMapping(bytes);
  return {
    ...commandsOfOneKey(client, binary),
    connect: async () => {
      await client.connect();
    },
    destroy: () => {
      client.destroy();
    },
    connected: async () => {
      // Rejects with why there is no connection; a command would only say that there is none.
      if (!client.isReady) await once(client, 'ready');
    },
    ping: async () => {
      await client.ping();
      return 'whole';
    },
    getMany: (keys) => (keys.length === 0 ? Promise.resolve([]) : binary.mGet([...keys])),
  };
}

/** Which of several servers behind one address is meant (SNI): the client does not say it. It may be no address, RFC 6066 section 3. */
function nameOf(url: string): { readonly servername?: string } {
  const { protocol, hostname } = new URL(url);
  return protocol === 'rediss:' && isIP(hostname.replace(/^\[|\]$/g, '')) === 0
    ? { servername: hostname }
    : {};
}

/** What a client of one server and one of a cluster have in common. */
interface Client {
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

interface BinaryClient {
  zRange(key: string, start: number, stop: number): Promise<Buffer[]>;
}

/** Commands as both kinds of client have them. */
export function commandsOfOneKey(client: Client, binary: BinaryClient): Omit<KeyCommands, 'getMany'> {
  return {
    set: async (key, value, ttlMs) => {
      await client.set(key, value, { expiration: { type: 'PX', value: ttlMs } });
    },
    unlink: async (key) => {
      await client.unlink(key);
    },
    evaluate: (script, key, args) => client.eval(script, { keys: [key], arguments: [...args] }),
    addToSet: async (key, members, { now, ttlMs }) => {
      await Promise.all([
        client.zAdd(key, [...members]),
        client.zRemRangeByScore(key, '-inf', now),
        // GT takes a key without an end for one that never ends, so the first end needs NX.
        client.pExpire(key, ttlMs, 'NX'),
        client.pExpire(key, ttlMs, 'GT'),
      ]);
    },
    countSet: (key, now) => client.zCount(key, `(${now}`, '+inf'),
    membersOf: (key, atMost) => binary.zRange(key, 0, atMost - 1),
    removeFromSet: async (key, members) => {
      await client.zRem(key, [...members]);
    },
    addToHash: async (key, deltas) => {
      await Promise.all([...deltas].map(([field, delta]) => client.hIncrByFloat(key, field, delta)));
    },
    hash: async (key) => {
      const fields = Object.entries(await client.hGetAll(key));
      return new Map(fields.map(([field, value]) => [field, Number(value)]));
    },
  };
}
