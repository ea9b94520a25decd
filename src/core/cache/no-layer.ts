import type { CacheLayer } from './contract';

/** The layer of `CACHE_ENABLED=false`: remembers nothing and says why. */
export const NO_LAYER: CacheLayer<never> = {
  lookup: (keys) => keys.map(() => ({ outcome: 'miss', reason: 'cache_off' })),
  store: () => Promise.resolve(),
  drop: () => Promise.resolve(),
  cite: () => Promise.resolve(),
  explainMiss: () => undefined,
};
