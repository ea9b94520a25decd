import { isNativeError } from 'node:util/types';
import { Global, Inject, Logger, Module, type OnApplicationShutdown } from '@nestjs/common';
import { certificateRemedy } from '../tls/certificate-remedy';
import { Settings } from '../../config/settings';
import { Leases, Ledger, LedgerModule, NoLeases, RemoteDownError, RemoteStore } from '../../core';
import { codeOf } from '../database/error-code';
import type { EngineChange } from '../watch/engine-watch';
import { redisCommands } from './redis-clients';
import { RedisLeases } from './redis-leases';
import { RedisLink } from './redis-link';
import { RedisStore } from './redis-store';

const logger = new Logger('Redis');

const refuse = (): Promise<never> => Promise.reject(new RemoteDownError());

/** For a process without Redis. No layer is built over it. */
const NO_REMOTE_STORE: RemoteStore = {
  ping: refuse,
  memoryUsed: refuse,
  getMany: refuse,
  setMany: refuse,
  touch: refuse,
  deleteMany: refuse,
  addToIndexes: refuse,
  countIndexed: refuse,
  indexed: refuse,
  removeFromIndex: refuse,
  addCounts: refuse,
  counts: refuse,
};

const LINK = Symbol('RedisLink');

function linkOf({ redis }: Settings, ledger: Ledger): RedisLink | null {
  if (!redis) return null;
  // A probe may tell otherwise.
  ledger.record({ type: 'shared_store', state: 'up' });
  return new RedisLink({
    // Commands and probes tell of every break. This listener only keeps Node from ending the process.
    commands: redisCommands(redis, () => undefined),
    onChange: (change) => {
      logChange(change);
      ledger.record({ type: 'shared_store', state: change.state });
    },
    onFailure: () => {
      ledger.record({ type: 'shared_store_failure' });
    },
    onRefusal: logRefusal,
  });
}

/** The message of a client's error names addresses and states, never keys or values. */
function logChange(change: EngineChange): void {
  if (change.state === 'up') {
    logger.log('Redis answers again.');
    return;
  }
  const { state, error } = change;
  const what = state === 'part' ? 'A part of the Redis Cluster' : 'Redis';
  const remedy = certificateRemedy(error, 'REDIS_CA_FILE') ?? '';
  logger.warn(
    `${what} does not answer; answers come from memory or are computed. ${reasonOf(error)}${remedy && `. ${remedy}`}`,
  );
}

/** A host name with several addresses fails with an AggregateError, which has a code but no message. */
function reasonOf(error: unknown): string {
  return (isNativeError(error) && error.message) || codeOf(error) || 'unknown error';
}

/** Redis names the user and the command, or that it is full. */
function logRefusal({ message }: Error): void {
  logger.warn(`Redis refuses a command, which costs misses; this is said once. ${message}`);
}

@Global()
@Module({
  imports: [LedgerModule],
  providers: [
    { provide: LINK, inject: [Settings, Ledger], useFactory: linkOf },
    {
      provide: RemoteStore,
      inject: [LINK, Settings],
      useFactory: (link: RedisLink | null, { redis }: Settings) =>
        link && redis ? new RedisStore(link, redis.prefix) : NO_REMOTE_STORE,
    },
    {
      provide: Leases,
      inject: [LINK, Settings],
      // While the caches are off, an instance would not find what another one stored.
      useFactory: (link: RedisLink | null, { redis, core }: Settings) =>
        link && redis && core.cache.enabled ? new RedisLeases(link, redis.prefix) : new NoLeases(),
    },
  ],
  exports: [RemoteStore, Leases],
})
export class RedisModule implements OnApplicationShutdown {
  constructor(@Inject(LINK) private readonly link: RedisLink | null) {}

  onApplicationShutdown(): void {
    this.link?.close();
  }
}
