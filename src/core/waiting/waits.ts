import { performance } from 'node:perf_hooks';

/**
 * How long one request has waited for the database so far: for stamps and for connections, not while its statements ran, which
 * may take long for good reasons. Whatever bounds such a wait takes this off, so that all of them together stay within a second.
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
