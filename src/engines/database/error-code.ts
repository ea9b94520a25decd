/** The `code` of an error from Node or `pg`; '' without one. Not by `instanceof`: Jest's realm has an Error of its own. */
export function codeOf(error: unknown): string {
  const named = typeof error === 'object' && error !== null && 'code' in error;
  return named && typeof error.code === 'string' ? error.code : '';
}

// PostgreSQL's own, from https://www.postgresql.org/docs/current/errcodes-appendix.html

/** read_only_sql_transaction: the server is a standby, to which an address may still lead after a failover. */
export const ONLY_READS = '25006';

/** too_many_connections */
export const FULL = '53300';
