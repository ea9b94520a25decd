import type { INestApplication } from '@nestjs/common';
import { cacheKey } from '../../src/core/question/keys';
import { RemoteStore } from '../../src/core/cache/shared/remote-store';
import { eventually } from './eventually';

const REDIS_WITHIN_MS = 10_000;

/** Resolves when the application reaches its Redis. */
export async function untilRedisAnswers(nest: INestApplication): Promise<void> {
  const store = nest.get(RemoteStore, { strict: false });
  const key = cacheKey('answer', ['is anybody there']);
  const answers = (): Promise<boolean> =>
    store.getMany([key]).then(
      () => true,
      () => false,
    );
  await eventually('Redis answers the application.', answers, REDIS_WITHIN_MS);
}
