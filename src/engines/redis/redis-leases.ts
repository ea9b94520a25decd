import { randomUUID } from 'node:crypto';
import {
  type Acquired,
  type CacheKey,
  DONE_TTL_MS,
  type Lease,
  LEASE_TTL_MS,
  Leases,
  type WorkEnd,
} from '../../core';
import type { RedisLink } from './redis-link';

/**
 * A lease is one key, so that a cluster runs every script on one node. Its value is the holder's token, or that its work is
 * done. `SET … NX PX` with a random token and a release that compares it first: the single-instance lock of
 * https://redis.io/docs/latest/develop/clients/patterns/distributed-locks/. A failover may lose a lease; that costs a
 * second model call, never a wrong answer.
 */
const ACQUIRE = `
local found = redis.call('GET', KEYS[1])
if found then return found end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return ARGV[1]`;

const RENEW = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;

const DELETE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])`;

const REPLACE = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`;

const DONE = 'done';

/** Leases in Redis. The link counts the commands that fail, and tells when Redis is away. */
export class RedisLeases extends Leases {
  /** @param prefix as that of the entries */
  constructor(
    private readonly link: RedisLink,
    private readonly prefix: string,
  ) {
    super();
  }

  async acquire(key: CacheKey): Promise<Acquired> {
    const token = randomUUID();
    const name = this.prefix + key;
    try {
      const found = await this.evaluate(ACQUIRE, name, [token, String(LEASE_TTL_MS)]);
      if (found === token) return { outcome: 'held', lease: this.lease(name, token) };
      return { outcome: found === DONE ? 'done' : 'taken' };
    } catch {
      return { outcome: 'none' };
    }
  }

  private lease(name: string, token: string): Lease {
    const renew = async (): Promise<boolean> => {
      try {
        return (await this.evaluate(RENEW, name, [token, String(LEASE_TTL_MS)])) === 1;
      } catch {
        return true;
      }
    };
    const end = async (how: WorkEnd): Promise<void> => {
      try {
        if (how === 'abandoned') await this.evaluate(DELETE, name, [token]);
        else await this.evaluate(REPLACE, name, [token, DONE, String(DONE_TTL_MS)]);
      } catch {
        // It runs out by itself.
      }
    };
    return { renew, end };
  }

  private evaluate(script: string, key: string, args: readonly string[]): Promise<unknown> {
    return this.link.ask((redis) => redis.evaluate(script, key, args));
  }
}
