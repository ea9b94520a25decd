import {
  Pool,
  type PoolClient,
  type PoolConfig,
  type QueryConfig,
  type QueryResult,
  type QueryResultRow,
} from 'pg';
import { Availability, type DatabaseLog } from './availability';
import { Connections } from './connections';
import { DatabaseUnavailableError, isUnavailable } from './database-unavailable.error';
import { EmbeddedPostgres } from './embedded/embedded-postgres';

/** "503 within a second": the wait for a connection, new or from the pool; ms. */
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

/** A stamp read that takes longer has failed, and its connection is given up; ms. */
const STAMP_TIMEOUT_MS = 500;

export interface DatabaseOptions {
  /** `postgresql://…`; without it the embedded engine in `dataDir`. */
  readonly url?: string;
  readonly dataDir: string;
  /** Connections to `url`, default 10; the embedded engine is one session and so has one. */
  readonly poolSize?: number;
  /** Told when the database goes away and when it is back, once each. */
  readonly log?: DatabaseLog;
}

/** PostgreSQL, real or embedded, through `pg`. */
export class Database {
  private closing: Promise<void> | undefined;

  private constructor(
    private readonly connections: Connections,
    /** Connections for stamp reads alone, so that searches and writes can never starve them. */
    readonly stamps: Connections,
    private readonly engine: EmbeddedPostgres | null,
  ) {}

  /**
   * Opens the pool, whose first connection is made by the first query, or starts the embedded engine.
   * @throws {DataDirHeldError} when another process has `dataDir`
   * @throws {EmbeddedPostgresError} when the embedded engine does not start
   */
  static async open({ url, dataDir, poolSize = 10, log }: DatabaseOptions): Promise<Database> {
    const availability = new Availability(log);
    if (url !== undefined) {
      const connections = new Connections(new Pool(remote(url, poolSize)), availability);
      return new Database(connections, new Connections(new Pool(forStamps(url)), availability), null);
    }
    const engine = await EmbeddedPostgres.start({
      dataDir,
      onBroken: (error) => {
        availability.lost(error);
      },
    });
    const connections = new Connections(new Pool(embedded(engine)), availability);
    return new Database(connections, connections, engine);
  }

  /** For parts that bring their own statements; errors come as `pg` throws them. */
  get pool(): Pool {
    return this.connections.pool;
  }

  get embedded(): boolean {
    return this.engine !== null;
  }

  /** Idle connections that broke since the start. */
  get lostConnections(): number {
    return this.connections.availability.lostConnections;
  }

  /**
   * One statement on any connection. Never inside `transaction`: it would wait for a second connection, which the
   * embedded engine does not have.
   * @throws {DatabaseUnavailableError} when the database cannot be reached or is too slow; else what `pg` throws
   */
  query<Row extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<Row>> {
    return this.connections.query<Row>(statement);
  }

  /**
   * Runs `work` in one READ COMMITTED transaction: commits when it resolves, rolls back when it throws.
   * @param work may use only the given client
   * @throws {DatabaseUnavailableError} also when the connection broke during COMMIT, whose outcome is then unknown
   */
  transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.connections.lend(async (client) => {
      await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
      try {
        const result = await work(client);
        await commit(client);
        return result;
      } catch (error) {
        await rollBack(client, error);
        throw error;
      }
    });
  }

  /** Waits for running work; may be called twice. */
  close(): Promise<void> {
    this.closing ??= this.endPools().finally(() => this.engine?.close());
    return this.closing;
  }

  private async endPools(): Promise<void> {
    await Promise.all([...new Set([this.connections, this.stamps])].map((connections) => connections.end()));
  }
}

/** PostgreSQL answers COMMIT of a failed transaction with ROLLBACK and no error: the failure was caught in `work`. */
async function commit(client: PoolClient): Promise<void> {
  const { command } = await client.query('COMMIT');
  if (command !== 'COMMIT') throw new Error('The transaction was rolled back: a statement in it had failed.');
}

/** A connection that cannot even roll back must not be lent again; one that was lost or hangs is not asked to. */
async function rollBack(client: PoolClient, cause: unknown): Promise<void> {
  if (isUnavailable(cause)) return;
  try {
    await client.query('ROLLBACK');
  } catch {
    throw new DatabaseUnavailableError(cause);
  }
}

const remote = (url: string, poolSize: number): PoolConfig => ({
  connectionString: url,
  max: poolSize,
  application_name: 'trivet',
  connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
  statement_timeout: STATEMENT_TIMEOUT_MS,
  query_timeout: QUERY_TIMEOUT_MS,
  keepAlive: true,
});

/**
 * Two connections are plenty: all requests of a moment share one read, and one read is under way. On one pool of 10 with
 * everything else, 200 slow searches made stamp reads take 2.6 s, with their own .5 s.
 */
const forStamps = (url: string): PoolConfig => ({
  ...remote(url, STAMP_CONNECTIONS),
  connectionTimeoutMillis: STAMP_TIMEOUT_MS,
  statement_timeout: STAMP_TIMEOUT_MS,
  query_timeout: STAMP_TIMEOUT_MS,
});

/** No statement time-out on the server: PGlite has no timer to stop a statement with. */
const embedded = (engine: EmbeddedPostgres): PoolConfig => ({
  ...engine.connection,
  max: 1,
  connectionTimeoutMillis: EMBEDDED_WAIT_MS,
  query_timeout: EMBEDDED_QUERY_TIMEOUT_MS,
  idleTimeoutMillis: 0,
});
