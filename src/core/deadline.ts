/** When waiting ends, and with what. */
export interface Deadline {
  readonly ms: number;
  readonly late: () => Error;
}

/**
 * Waits for `work` no longer than the deadline. The work itself is not ended: who cannot abort it only stops waiting.
 *
 * @throws what `late` makes when the deadline passes first; else what `work` throws
 */
export async function withDeadline<T>(work: Promise<T>, { ms, late }: Deadline): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(late());
    }, ms);
  });
  try {
    return await Promise.race([work, passed]);
  } finally {
    clearTimeout(timer);
  }
}
