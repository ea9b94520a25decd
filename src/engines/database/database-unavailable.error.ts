import { isNativeError } from 'node:util/types';
import { certificateRemedy } from '../tls/certificate-remedy';
import { codeOf, FULL, ONLY_READS } from './error-code';

/** Nothing came to the server or back: Node's codes for sockets and names. */
const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT', // The embedded engine's socket is gone.
]);

/** PostgreSQL's own, from https://www.postgresql.org/docs/current/errcodes-appendix.html */
const serverCodes = new Set([
  '25P03', // idle_in_transaction_session_timeout: the server hung up
  '25P04', // transaction_timeout: the same
  ONLY_READS,
  '53000', // insufficient_resources
  '53200', // out_of_memory
  FULL,
  '57014', // query_canceled: the statement timeout
  '57P01', // admin_shutdown
  '57P02', // crash_shutdown
  '57P03', // cannot_connect_now: starting up or recovering
  '57P04', // database_dropped: the server hung up
  '57P05', // idle_session_timeout: the same
  '58000', // system_error: of the server's operating system
  '58030', // io_error
]);

/** Messages of `pg` and `pg-pool` that come without a code. */
const driverMessages = [
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Connection terminated',
  'Client has encountered a connection error',
  'Client was closed',
  'Cannot use a pool after calling end',
];

/**
 * The database cannot answer now; callers answer 503. The statement may or may not have taken effect. The message says where
 * nothing answered, so it is for the operator.
 */
export class DatabaseUnavailableError extends Error {
  /** @param remedy what to do about it, where the cause tells */
  constructor(
    cause: unknown,
    readonly remedy = remedyOf(cause),
  ) {
    super(`The database does not answer: ${reasonOf(cause)}${remedy === undefined ? '' : `. ${remedy}`}`, {
      cause,
    });
    this.name = 'DatabaseUnavailableError';
  }
}

/** Whether `error`, from `pg`, is about reaching the database rather than about the statement. */
export function isUnavailable(error: unknown): boolean {
  if (error instanceof DatabaseUnavailableError) return true;
  if (!isNativeError(error)) return false;
  const code = codeOf(error);
  // Class 08: connection exceptions.
  if (networkCodes.has(code) || serverCodes.has(code) || code.startsWith('08')) return true;
  return driverMessages.some((message) => error.message.startsWith(message));
}

/** PostgreSQL's codes for connections that it refuses because of what DATABASE_URL says. */
const REMEDIES: Readonly<Record<string, string>> = {
  '28P01': 'Check the user and the password in DATABASE_URL.',
  '3D000': 'Create that database, or name another one in DATABASE_URL.',
};

const WANTS_TLS = /^no pg_hba\.conf entry.*\bno encryption$/;
const POOLS_TRANSACTIONS = /^unsupported startup parameter/;
const HAS_NO_TLS = 'The server does not support SSL connections';

function remedyOf(cause: unknown): string | undefined {
  const known = REMEDIES[codeOf(cause)] ?? certificateRemedy(cause, 'sslrootcert=/its/file in DATABASE_URL');
  if (known !== undefined || !isNativeError(cause)) return known;
  if (WANTS_TLS.test(cause.message)) return 'It may want TLS: add sslmode=verify-full to DATABASE_URL.';
  if (POOLS_TRANSACTIONS.test(cause.message)) return 'Behind PgBouncer, set DATABASE_PREPARE=false.';
  if (cause.message === HAS_NO_TLS) return 'Turn TLS on there, or say sslmode=disable in DATABASE_URL.';
  return undefined;
}

/** A host name with several addresses fails with an AggregateError, which has a code but no message. */
function reasonOf(cause: unknown): string {
  return isNativeError(cause) ? cause.message || codeOf(cause) : String(cause);
}
