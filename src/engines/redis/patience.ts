import type { Deadline } from '../../core';

/**
 * An answer that takes longer is slow; ms. A question asks Redis six times at most, one after the other. So answers that are
 * just not slow cost it less than `PATIENCE_MS` and this together.
 */
export const QUICK_MS = 40;

/** What answers that are slow one after another may take together; ms. */
const PATIENCE_MS = 200;

/** Time is counted in slices; ms. A slice in which this process stands still counts as one (see core/waiting/deadline.ts). */
const SLICE_MS = 10;

/**
 * How long answers of Redis are waited for: one budget for everybody. With a deadline for each command alone, a Redis that took
 * just less than that cost every question six of them and was never away.
 *
 * States:
 * - whole: at the start, after a quick answer, and when Redis went away or came back. 200 ms are left. A slow answer ends it.
 * - shortened: after slow answers in a row, by the time that they took. The next answer has what is left, 40 ms at least. A
 *   quick answer ends it.
 *
 * One answer is watched at a time. When many people ask in one moment, all their answers would be slow for one reason.
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
    let ms = 0;
    const timer = setInterval(() => (ms += SLICE_MS), SLICE_MS);
    try {
      const answered = await answer;
      if (ms < QUICK_MS) this.refill();
      else this.left -= ms;
      return answered;
    } catch (error) {
      // What failed says nothing of being quick.
      this.left -= ms;
      throw error;
    } finally {
      clearInterval(timer);
      this.isWatching = false;
    }
  }
}

/** For a command that nobody waits for, or that takes its time. Other commands have no part in it. */
export const ALONE = deadlineOf(PATIENCE_MS);

function deadlineOf(ms: number): Deadline {
  const before = ms < PATIENCE_MS ? ', and the answers before it were slow' : '';
  return { ms, late: () => new Error(`No answer after ${ms} ms${before}.`) };
}
