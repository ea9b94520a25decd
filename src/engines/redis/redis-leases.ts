import { randomUUID } from 'node:crypto';
import {
  type Acquired,
  type CacheKey,
  ENDED_TTL_MS,
  type Holder,
  type Lease,
  LEASE_TTL_MS,
  Leases,
  TOLD_TTL_MS,
  type WorkEnd,
} from '../../core';
import type { RedisLink } from './redis-link';

/**
 * A lease is one key, so that a cluster runs every script on one node. Its value is `holder|ended`: the token of who holds it, if
 * anybody, and the token of who held it before, if that ended. A letter behind the second says how. `SET … NX PX` with a random
 * token and a release that compares it first: the single-instance lock of
 * https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/. A failover may lose a lease; that costs a second
 * model call, never a wrong answer.
 *
 * Arguments: a new token, the TTL, and the token that was waited for or nothing. It gives the value as it is now.
 *
 * Who waited is told of the end, whoever holds the lease by then. Who waited for a holder before that one is told of this end, too:
 * that work was begun after they asked. Everybody else acquires what nobody holds.
 */
const ACQUIRE = `
local found = redis.call('GET', KEYS[1])
local ended = ''
if found then
  local bar = string.find(found, '|', 1, true) or #found + 1
  ended = string.sub(found, bar + 1)
  local isTold = ARGV[3] ~= '' and ended ~= ''
  if isTold and (bar == 1 or string.sub(ended, 1, #ARGV[3]) == ARGV[3]) then return '|' .. ended end
  if bar > 1 then return found end
end
redis.call('SET', KEYS[1], ARGV[1] .. '|' .. ended, 'PX', ARGV[2])
return ARGV[1] .. '|'`;

const IS_OURS = `
local found = redis.call('GET', KEYS[1])
if not found or string.sub(found, 1, #ARGV[1] + 1) ~= ARGV[1] .. '|' then return 0 end`;

const RENEW = `${IS_OURS}
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const DELETE = `${IS_OURS}
return redis.call('DEL', KEYS[1])`;

const REPLACE = `${IS_OURS}
redis.call('SET', KEYS[1], '|' .. ARGV[1] .. ARGV[2], 'PX', ARGV[3])
return 1`;

const STORED = 's';
const TOLD = 't';

interface Holding {
  /** The key of the lease. */
  readonly name: string;
  readonly token: Holder;
}

/** Leases in Redis. The link counts the commands that fail, and tells when Redis is away. */
export class RedisLeases extends Leases {
  /** @param prefix as that of the entries */
  constructor(
    private readonly link: RedisLink,
    private readonly prefix: string,
  ) {
    super();
  }

  async acquire(key: CacheKey, waitedFor: Holder = ''): Promise<Acquired> {
    const token = randomUUID();
    const name = this.prefix + key;
    try {
      const value = String(await this.evaluate(ACQUIRE, name, [token, String(LEASE_TTL_MS), waitedFor]));
      const [holder = '', ended = ''] = value.split('|');
      if (holder === token) return { outcome: 'held', lease: this.lease(name, token) };
      if (holder !== '') return { outcome: 'taken', by: holder };
      return { outcome: 'ended', words: ended.endsWith(TOLD) ? await this.words(name, ended) : null };
    } catch {
      return { outcome: 'none' };
    }
  }

  private lease(name: string, token: Holder): Lease {
    const holding = { name, token };
    return {
      // While Redis is away nobody can tell, and others cannot acquire it either.
      renew: () => this.renew(holding).catch(() => true),
      // What cannot be ended runs out by itself.
      end: (end) => this.end(holding, end).catch(() => undefined),
    };
  }

  private async renew({ name, token }: Holding): Promise<boolean> {
    return (await this.evaluate(RENEW, name, [token, String(LEASE_TTL_MS)])) === 1;
  }

  private async end(holding: Holding, end: WorkEnd): Promise<void> {
    const { name, token } = holding;
    const replace = (letter: string): Promise<unknown> =>
      this.evaluate(REPLACE, name, [token, letter, String(ENDED_TTL_MS)]);
    switch (end.how) {
      case 'stored':
        await replace(STORED);
        return;
      case 'told':
        if (!(await this.renew(holding))) return;
        await this.link.ask((redis) => redis.set(wordsOf(name, token), end.words, TOLD_TTL_MS));
        await replace(TOLD);
        return;
      case 'abandoned':
        await this.evaluate(DELETE, name, [token]);
    }
  }

  /** @returns null when they are gone */
  private async words(name: string, ended: string): Promise<Buffer | null> {
    const key = wordsOf(name, ended.slice(0, -TOLD.length));
    const [words = null] = await this.link.ask((redis) => redis.getMany([key]));
    return words;
  }

  private evaluate(script: string, key: string, args: readonly string[]): Promise<unknown> {
    return this.link.ask((redis) => redis.evaluate(script, key, args));
  }
}

const wordsOf = (name: string, token: Holder): string => `${name}:${token}`;
