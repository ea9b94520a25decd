import { DatabaseUnavailableError } from '../engines/database/database-unavailable.error';

/** The machine's reasons for a failed start, by Node's code, and what to do about each. */
const REMEDIES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'Another program listens there already: stop it, or set PORT to another one (0 takes any).',
  EACCES:
    'This user may not use that port or folder: set PORT above 1023, or DATA_DIR to a folder of your own.',
  EADDRNOTAVAIL: 'HOST is not an address of this machine.',
  ENOTDIR: 'Part of DATA_DIR is a file, not a folder.',
  EROFS: 'DATA_DIR is on a read-only file system.',
  ENOSPC: 'The disk of DATA_DIR is full.',
};

/** One text for a person at a terminal: what went wrong and, where it is known, what to do. */
export function startErrorText(error: unknown): string {
  if (!(error instanceof Error)) return `Trivet did not start: ${String(error)}`;
  const remedy = REMEDIES['code' in error ? String(error.code) : ''];
  const because =
    error instanceof DatabaseUnavailableError && error.remedy === undefined
      ? ' Check DATABASE_URL, and that the server runs.'
      : '';
  return `Trivet did not start. ${error.message}${remedy === undefined ? '' : ` ${remedy}`}${because}`;
}
