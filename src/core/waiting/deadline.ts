/** When waiting ends, and with what. */
export interface Deadline {
  readonly ms: number;
  readonly late: () => Error;
}

/**
 * The time is counted in slices. A slice in which this process stands still counts as one, however long it took. An answer that
 * has arrived must be read before it is called late. With a single timer, 300 questions of one moment made a healthy Redis look
 * away.
 */
const SLICES = 4;

/**
 * Waits for `work` no longer than the deadline. The work itself is not ended; a caller that can abort it must do so.
 *
 * @throws what `late` makes when the deadline passes first; else what `work` throws
 */
export async function withDeadline<T>(work: Promise<T>, { ms, late }: Deadline): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    const wait = (slices: number): void => {
      timer = setTimeout(() => {
        if (slices > 1) wait(slices - 1);
        else reject(late());
      }, ms / SLICES);
    };
    wait(SLICES);
  });
  try {
    return await Promise.race([work, passed]);
  } finally {
    clearTimeout(timer);
  }
}
