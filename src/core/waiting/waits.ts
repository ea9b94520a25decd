import { performance } from 'node:perf_hooks';

/**
 * How long one request has waited for the database so far: for stamps and for connections. The time in which its statements ran
 * is not counted: a statement may take long for good reasons. Each next wait is shorter by this much, so that all of them end
 * within a second.
 *
 * Waits for Redis are bounded for everybody together instead (decision 8, `engines/redis/patience.ts`).
 */
export class Waits {
  private ms = 0;

  get spentMs(): number {
    return this.ms;
  }

  add(ms: number): void {
    this.ms += ms;
  }

  /** Adds what `wait` takes, also when it fails. */
  async during<T>(wait: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      return await wait();
    } finally {
      this.ms += performance.now() - startedAt;
    }
  }
}
