import type { INestApplication } from '@nestjs/common';
import { cacheKey } from '../../src/core/question/keys';
import { RemoteStore } from '../../src/core/cache/shared/remote-store';

const REDIS_WITHIN_MS = 10_000;

/** Resolves when the application reaches its Redis. */
export async function untilRedisAnswers(nest: INestApplication): Promise<void> {
  const store = nest.get(RemoteStore, { strict: false });
  const until = performance.now() + REDIS_WITHIN_MS;
  for (;;) {
    try {
      await store.getMany([cacheKey('answer', ['is anybody there'])]);
      return;
    } catch (error) {
      if (performance.now() > until) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
