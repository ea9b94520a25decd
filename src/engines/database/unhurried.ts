import type { QueryConfig } from 'pg';

/** The client's time-out cannot be switched off for one statement; this is setTimeout's longest, 24 days. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * A statement that may take as long as it takes, such as one that builds an index. The server's own time-out is lifted with
 * `SET LOCAL statement_timeout = 0` in the same transaction.
 */
export function unhurried(text: string): QueryConfig {
  const statement: QueryConfig & { readonly query_timeout: number } = { text, query_timeout: NO_TIMEOUT_MS };
  return statement;
}
