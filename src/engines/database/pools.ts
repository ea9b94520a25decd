import type { ClientConfig, PoolConfig } from 'pg';
import { DEFAULT_SETTINGS } from '../../core';
import type { EmbeddedPostgres } from './embedded/embedded-postgres';
import { requireWritable, type Servers } from './servers';

/** All waits of one request for connections and stamps, in sum, so that it is refused within a second; ms. */
const CONNECT_TIMEOUT_MS = 900;

/** Nobody waits for a build; ms. */
const BUILD_CONNECT_TIMEOUT_MS = 10_000;

/** The embedded engine has one connection. A caller may have to wait for an import's transaction or for an index; ms. */
const EMBEDDED_WAIT_MS = 10_000;

/** The engine has one session. Giving it up helps only when the engine hangs, as it does on endless recursion; ms. */
const EMBEDDED_QUERY_TIMEOUT_MS = 60_000;

/** Then the server stops working on a statement. Migrations lift it; ms. */
const STATEMENT_TIMEOUT_MS = 10_000;

/** Then this process gives a statement up: a server that hangs as a whole does not even time out; ms. */
const QUERY_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 1_000;

const STAMP_CONNECTIONS = 2;

/** The core gives a stamp read up then, and so does the server; ms. */
const { deadlineMs: STAMP_DEADLINE_MS } = DEFAULT_SETTINGS.freshness;

/**
 * The connection of a stamp read is given up only then; ms. `pg` calls a statement late by one timer, also when its answer has
 * arrived and was not read yet. A thousand questions of one moment, on a busy machine, had 503s that way. The reader's own
 * deadline is fairer.
 */
const STAMP_CONNECTION_TIMEOUT_MS = 2 * STAMP_DEADLINE_MS;

/** For connecting and one statement together; ms. */
export const PROBE_TIMEOUT_MS = 500;

/** A pool that bounds both its connections and the wait for one. */
export interface BoundedPool extends PoolConfig {
  readonly max: number;
  readonly connectionTimeoutMillis: number;
}

/** What the connections of a process have in common. */
export interface Reached {
  readonly servers: Servers;
  /** False behind PgBouncer in transaction mode. */
  readonly prepare: boolean;
}

export const mainPool = (reached: Reached, max: number): BoundedPool => ({
  ...remote(reached, { statement: STATEMENT_TIMEOUT_MS, query: QUERY_TIMEOUT_MS }),
  max,
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
});

/**
 * Two connections are plenty: all requests of a moment share one read, and one read is under way. With 200 slow searches on a
 * pool of 10, stamp reads took 2.6 s on the same pool and .5 s on their own.
 */
export const stampPool = (reached: Reached): BoundedPool => ({
  ...remote(reached, { statement: STAMP_DEADLINE_MS, query: STAMP_CONNECTION_TIMEOUT_MS }),
  max: STAMP_CONNECTIONS,
  connectionTimeoutMillis: STAMP_DEADLINE_MS,
});

export const probeConfig = ({ current }: Servers): ClientConfig => ({
  connectionString: current,
  application_name: 'trivet',
  connectionTimeoutMillis: PROBE_TIMEOUT_MS,
  query_timeout: PROBE_TIMEOUT_MS,
});

/** For statements without a limit. A server that has vanished is noticed by its silence. */
export const buildConfig = ({ servers }: Reached): ClientConfig => ({
  connectionString: servers.current,
  application_name: 'trivet',
  connectionTimeoutMillis: BUILD_CONNECT_TIMEOUT_MS,
  keepAlive: true,
});

/** No statement time-out on the server: PGlite has no timer to stop a statement with. */
export const embeddedPool = (engine: EmbeddedPostgres): BoundedPool => ({
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
 * Sent when a connection is made. PgBouncer refuses settings there that it does not track. Compaction needs READ COMMITTED:
 * above it, single statements would fail on conflicts.
 */
const sessionSettings = (statementTimeoutMs: number): PoolConfig => ({
  statement_timeout: statementTimeoutMs,
  options: '-c default_transaction_isolation=read\\ committed',
});
