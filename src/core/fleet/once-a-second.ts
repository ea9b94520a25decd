import { Injectable } from '@nestjs/common';
import { createCache } from 'cache-manager';

/** How long a result is good for. */
const GOOD_FOR_MS = 1_000;

/** The least that cache-manager takes: 0 would mean for ever. */
const NOT_KEPT_MS = 1;

/**
 * Checks whose cost must not grow with those who ask, such as monitors and dashboards. All who ask while one runs share it, and
 * its result is good for one second more.
 *
 * States of a check. Idle: nobody asked lately; the next to ask begins it. Running: whoever asks waits for this one; it ends with a
 * result or an error, which all of them get. Known: the result was good; it is given to whoever asks, until a second is over. A bad
 * result, like an error, is not kept, so that an end of trouble is seen at once.
 */
@Injectable()
export class OnceASecond {
  private readonly cache = createCache();

  /**
   * @param name what is checked
   * @param isGood whether a result is kept
   */
  check<T>(name: string, work: () => Promise<T>, isGood: (result: T) => boolean): Promise<T> {
    return this.cache.wrap(name, work, (result: T) => (isGood(result) ? GOOD_FOR_MS : NOT_KEPT_MS));
  }
}
