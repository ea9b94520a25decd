import type { ClientConfig, PoolConfig } from 'pg';
import type { EmbeddedPostgres } from './embedded/embedded-postgres';
import { requireWritable, type Servers } from './servers';

/** "503 within a second": all waits of one request for connections and stamps, in sum; ms. */
const CONNECT_TIMEOUT_MS = 900;

/** Embedded there is one connection, and a caller may have to wait for an import's transaction or an index; ms. */
const EMBEDDED_WAIT_MS = 10_000;

/** Giving up on the only session helps nobody unless the engine hangs, as it does on endless recursion; ms. */
const EMBEDDED_QUERY_TIMEOUT_MS = 60_000;

/** On the server, which then stops working on it; migrations lift it; ms. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** Here, for a server that hangs as a whole and does not even time out; ms. */
const QUERY_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 1_000;

const STAMP_CONNECTIONS = 2;

/** A stamp read that takes longer has failed; ms. */
const STAMP_TIMEOUT_MS = 400;

/**
 * Its connection is given up only then: `pg` calls a statement late by one timer, also one whose answer has arrived and was not
 * read yet. A thousand questions of one moment, on a busy machine, had 503s that way; the reader's own deadline is fairer.
 */
const STAMP_CONNECTION_TIMEOUT_MS = 2 * STAMP_TIMEOUT_MS;

/** For connecting and one statement together; ms. */
export const PROBE_TIMEOUT_MS = 500;

/** What the connections of a process have in common. */
export interface Reached {
  readonly servers: Servers;
  /** False behind PgBouncer in transaction mode. */
  readonly prepare: boolean;
}

export const mainPool = (reached: Reached, max: number): PoolConfig => ({
  ...remote(reached, { statement: STATEMENT_TIMEOUT_MS, query: QUERY_TIMEOUT_MS }),
  max,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
});

/**
 * Two connections are plenty: all requests of a moment share one read, and one read is under way. On one pool of 10 with
 * everything else, 200 slow searches made stamp reads take 2.6 s, with their own .5 s.
 */
export const stampPool = (reached: Reached): PoolConfig => ({
  ...remote(reached, { statement: STAMP_TIMEOUT_MS, query: STAMP_CONNECTION_TIMEOUT_MS }),
  max: STAMP_CONNECTIONS,
  connectionTimeoutMillis: STAMP_TIMEOUT_MS,
});

export const probeConfig = ({ current }: Servers): ClientConfig => ({
  connectionString: current,
  application_name: 'trivet',
  connectionTimeoutMillis: PROBE_TIMEOUT_MS,
  query_timeout: PROBE_TIMEOUT_MS,
});

/** No statement time-out on the server: PGlite has no timer to stop a statement with. */
export const embeddedPool = (engine: EmbeddedPostgres): PoolConfig => ({
  ...engine.connection,
  max: 1,
  connectionTimeoutMillis: EMBEDDED_WAIT_MS,
  query_timeout: EMBEDDED_QUERY_TIMEOUT_MS,
  idleTimeoutMillis: 0,
});

interface TimeoutsMs {
  readonly statement: number;
  readonly query: number;
}

function remote({ servers, prepare }: Reached, { statement, query }: TimeoutsMs): PoolConfig {
  return {
    Client: servers.clientClass(),
    application_name: 'trivet',
    query_timeout: query,
    keepAlive: true,
    verify: (client, done) => {
      requireWritable(client).then(() => {
        done();
      }, done);
    },
    ...(prepare ? sessionSettings(statement) : {}),
  };
}

/**
 * Sent when a connection is made, which PgBouncer refuses for what it does not track. Compaction needs READ COMMITTED, and
 * single statements would fail on conflicts above it.
 */
const sessionSettings = (statementTimeoutMs: number): PoolConfig => ({
  statement_timeout: statementTimeoutMs,
  options: '-c default_transaction_isolation=read\\ committed',
});
