import { randomUUID } from 'node:crypto';
import { Counters } from '../../src/core/ledger/counters';
import { untilRedisAnswers } from './redis-answers';
import { JWT, startApp, type Person, type TestApp } from './app';
import { freshDatabase, type FreshDatabase } from './engine';

/** Whole applications over one database and one set of Redis keys, as behind a load balancer. */
export interface Fleet {
  readonly instances: readonly TestApp[];
  /** The settings of each instance, for a further one too. */
  readonly env: Record<string, string>;
  readonly database: FreshDatabase;
  /** A person in a tenant of their own, once for each instance. */
  newcomer(): Person[];
  /** Resolves when every instance reaches Redis. */
  sharing(): Promise<void>;
  /**
   * What a round gave in which every instance reached Redis all the time. A machine too busy to answer within a deadline has
   * Redis called down, and then each instance works for itself.
   */
  whileSharing<T>(round: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const { TRIVET_TEST_DATABASE_URL, TRIVET_TEST_REDIS_URL, TRIVET_TEST_REDIS_CLUSTER_NODES } = process.env;

/** Several instances need a database server and Redis. Without them the tests that need both are skipped. */
export const onFleet =
  TRIVET_TEST_DATABASE_URL && (TRIVET_TEST_REDIS_URL ?? TRIVET_TEST_REDIS_CLUSTER_NODES)
    ? describe
    : describe.skip;

/** A note for one instance, and the question about it for the others. */
export const KILN = {
  note: { title: 'Kiln', body: 'The kiln of the pottery is fired on Thursdays.', visibility: 'workspace' },
  question: 'When is the kiln of the pottery fired?',
};

/** @param env beside the settings that sharing needs; without another embedding model the lexical one, which is quick */
export async function startFleet(env: Record<string, string> = {}, count = 3): Promise<Fleet> {
  const database = await freshDatabase();
  const told = { ...JWT, CACHE_TYPE: 'hybrid', EMBEDDING_PROVIDER: 'lexical', ...env };
  const instances = await Promise.all(Array.from({ length: count }, () => startApp(told, database)));
  const sharing = async (): Promise<void> => {
    await Promise.all(instances.map(({ nest }) => untilRedisAnswers(nest)));
  };
  const redisFailures = (): number =>
    instances.reduce((sum, { nest }) => sum + nest.get(Counters, { strict: false }).sharedStore.failures, 0);
  await sharing();
  return {
    instances,
    env: told,
    database,
    newcomer: () => {
      const tenant = randomUUID();
      return instances.map((instance) => instance.as({ sub: 'ann', tenant }));
    },
    sharing,
    whileSharing: async (round) => {
      for (let tries = 0; tries < 8; tries++) {
        await sharing();
        const before = redisFailures();
        const result = await round();
        if (redisFailures() === before) return result;
      }
      throw new Error('Redis was called down in every round.');
    },
    close: async () => {
      await Promise.all(instances.map((instance) => instance.stop()));
      await database.drop();
    },
  };
}
