import type { Deadline } from '../../core/index';

/**
 * An answer that takes longer is slow. A question asks Redis six times at most, one after the other, so that answers which
 * are just not slow cost it less than `PATIENCE_MS` and this together.
 */
export const QUICK_MS = 40;

/** What answers that are slow one after another may take together. */
const PATIENCE_MS = 200;

/** Time is counted in slices, of which one that passes while this process stands still counts as one (see core/deadline.ts). */
const SLICE_MS = 10;

/**
 * How long Redis is waited for. Each slow answer shortens the wait for the next one, and a quick one makes it whole again: with
 * a deadline for each command alone, a Redis that took just less than that cost every question six of them and was never down.
 *
 * One answer is watched at a time. Of many that are waited for at once, as when many people ask in one moment, all would be
 * slow for one reason.
 */
export class Patience {
  private left = PATIENCE_MS;
  private isWatching = false;

  refill(): void {
    this.left = PATIENCE_MS;
  }

  /** @param answerWithin is given when its answer comes too late; a quick one never does */
  async watch<T>(answerWithin: (deadline: Deadline) => Promise<T>): Promise<T> {
    const answer = answerWithin(deadlineOf(Math.max(this.left, QUICK_MS)));
    if (this.isWatching) return answer;
    this.isWatching = true;
    let slices = 0;
    const timer = setInterval(() => slices++, SLICE_MS);
    try {
      return await answer;
    } finally {
      clearInterval(timer);
      this.isWatching = false;
      const ms = slices * SLICE_MS;
      this.left = ms < QUICK_MS ? PATIENCE_MS : this.left - ms;
    }
  }
}

/** For a command that nobody waits for, or that takes its time: other commands have no part in it. */
export const ALONE = deadlineOf(PATIENCE_MS);

function deadlineOf(ms: number): Deadline {
  const before = ms < PATIENCE_MS ? ', and the answers before it were slow' : '';
  return { ms, late: () => new Error(`No answer after ${ms} ms${before}.`) };
}
