// eslint-disable-next-line no-restricted-syntax -- the one place that polls
import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 10;
/** Far more than anything takes that is not told another limit. */
const LIMIT_MS = 20_000;

/**
 * Looks again and again until something is so.
 *
 * @param what a sentence that is true then
 * @param check what it throws is thrown on: a look that may fail says so by `false`
 * @throws {Error} with the sentence when it is not so within `ms` milliseconds
 */
export async function eventually(
  what: string,
  check: () => boolean | Promise<boolean>,
  ms = LIMIT_MS,
): Promise<void> {
  const startedAt = performance.now();
  while (!(await check())) {
    if (performance.now() - startedAt > ms) throw new Error(`Not within ${ms} ms: ${what}`);
    await pause(PAUSE_MS);
  }
}
