import { codeOf } from './error-code';

/**
 * The server ended a statement for the sake of others, and undid it: https://www.postgresql.org/docs/current/errcodes-appendix.html.
 * The same statement may succeed at once.
 */
const CODES = new Set([
  '40000', // transaction_rollback
  '40001', // serialization_failure
  '40P01', // deadlock_detected: somebody truncates or alters a table
  '55P03', // lock_not_available: a lock_timeout that the operator set
  '72000', // snapshot_too_old
]);

/** A statement lost to others twice: callers answer 503. It has changed nothing. */
export class ContendedError extends Error {
  constructor(cause: unknown) {
    super('The database ended a statement for the sake of others, twice.', { cause });
    this.name = 'ContendedError';
  }
}

/**
 * Does `work` once more where others were preferred to it. A deadlock is over when its victim has gone, so the second time
 * finds the way free. For a third time a request has no time: a deadlock is found after a second (`deadlock_timeout`).
 *
 * @param work must have changed nothing when it fails: one statement, or a whole transaction
 * @throws {ContendedError}; else what `work` throws
 */
export async function twice<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isContended(error)) throw error;
  }
  try {
    return await work();
  } catch (error) {
    throw isContended(error) ? new ContendedError(error) : error;
  }
}

function isContended(error: unknown): boolean {
  return CODES.has(codeOf(error));
}
