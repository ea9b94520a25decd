import type { QueryConfig } from 'pg';

/** The client's time-out cannot be switched off for one statement. This is setTimeout's longest, 24 days; ms. */
const NO_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * A statement without a limit, such as one that builds an index. The server's own time-out is lifted with
 * `SET LOCAL statement_timeout = 0` in the same transaction.
 */
export function unhurried(text: string): QueryConfig {
  const statement: QueryConfig & { readonly query_timeout: number } = { text, query_timeout: NO_TIMEOUT_MS };
  return statement;
}
