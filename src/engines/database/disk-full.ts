import { isNativeError } from 'node:util/types';
import { codeOf } from './error-code';

/** disk_full of PostgreSQL, which PGlite has too, and Node's own. */
const CODES = new Set(['53100', 'ENOSPC']);

/** How PostgreSQL ends a message about a file where the disk was the reason, also under another code such as io_error. */
const NO_SPACE = /No space left on device$/;

/** Whether the database could not write for lack of room. It goes on to read. */
export function isDiskFull(error: unknown): boolean {
  if (CODES.has(codeOf(error))) return true;
  if (!isNativeError(error)) return false;
  return NO_SPACE.test(error.message) || isDiskFull(error.cause);
}
