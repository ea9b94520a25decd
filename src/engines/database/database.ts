import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { Waits } from '../../core';
import { Availability, type DatabaseLog } from './availability';
import { Builds } from './builds';
import { Connections } from './connections';
import { twice } from './contended.error';
import { DatabaseUnavailableError, isUnavailable } from './database-unavailable.error';
import { EmbeddedPostgres } from './embedded/embedded-postgres';
import { embeddedPool, mainPool, PROBE_TIMEOUT_MS, probeConfig, stampPool } from './pools';
import { probe, Servers } from './servers';
import { ServerWatch } from './server-watch';
import { unhurried } from './unhurried';

export interface DatabaseOptions {
  /** `postgresql://…`, with one host or several of which one is the primary; without it the embedded engine in `dataDir`. */
  readonly url?: string;
  readonly dataDir: string;
  /** Connections to `url`, default 10; the embedded engine is one session and so has one. */
  readonly poolSize?: number;
  /**
   * Whether sessions are ours alone: statements are then prepared, and limits set at the start of a session. Default true; false
   * behind PgBouncer in transaction mode, which hands every transaction another session. The embedded engine has one for all.
   */
  readonly prepare?: boolean;
  /** Told when the database goes away and when it is back, once each. */
  readonly log?: DatabaseLog;
}

/** PostgreSQL, real or embedded, through `pg`. */
export class Database {
  private closing: Promise<void> | undefined;

  private constructor(private readonly parts: DatabaseParts) {}

  /**
   * Opens the pool, whose first connection is made by the first query, or starts the embedded engine.
   * @throws {DataDirHeldError} when another process has `dataDir`
   * @throws {EmbeddedPostgresError} when the embedded engine does not start
   */
  static async open(options: DatabaseOptions): Promise<Database> {
    const availability = new Availability(options.log);
    const { url } = options;
    return url === undefined
      ? Database.openEmbedded(options, availability)
      : Database.openRemote({ ...options, url }, availability);
  }

  private static async openRemote(
    { url, poolSize = 10, prepare = true }: DatabaseOptions & { readonly url: string },
    availability: Availability,
  ): Promise<Database> {
    const servers = new Servers(url);
    const ask = (): Promise<void> => probe(probeConfig(servers), PROBE_TIMEOUT_MS);
    const watch = new ServerWatch({
      probe: ask,
      turn: () => {
        servers.turn();
      },
      availability,
    });
    // The first of several may be a standby by now, which should cost no start.
    await servers.findPrimary(ask);
    const reached = { servers, prepare };
    const connections = new Connections({ config: mainPool(reached, poolSize), watch, prepare });
    const stamps = new Connections({ config: stampPool(reached), watch, prepare });
    return new Database({ connections, stamps, availability, watch, builds: new Builds(reached) });
  }

  private static async openEmbedded(
    { dataDir }: DatabaseOptions,
    availability: Availability,
  ): Promise<Database> {
    const engine = await EmbeddedPostgres.start({
      dataDir,
      onBroken: (error) => {
        availability.lost(error);
      },
    });
    const connections = new Connections({
      config: embeddedPool(engine),
      watch: availability,
      prepare: false,
    });
    return new Database({ connections, stamps: connections, availability, engine });
  }

  /** For parts that bring their own statements; errors come as `pg` throws them. */
  get pool(): Pool {
    return this.parts.connections.pool;
  }

  /** Connections for stamp reads and readiness alone, so that searches and writes can never starve them. */
  get stamps(): Connections {
    return this.parts.stamps;
  }

  get embedded(): boolean {
    return this.parts.engine !== undefined;
  }

  /** Idle connections that broke since the start. */
  get lostConnections(): number {
    return this.parts.availability.lostConnections;
  }

  /**
   * One statement on any connection. Never inside `transaction`: it would wait for a second connection, which the
   * embedded engine does not have.
   * @param waits of the request: what it has waited shortens the wait for a connection, which is added
   * @throws {DatabaseUnavailableError} when the database cannot be reached or is too slow
   * @throws {ContendedError} when the statement lost to others twice; else what `pg` throws
   */
  query<Row extends QueryResultRow>(statement: QueryConfig, waits?: Waits): Promise<QueryResult<Row>> {
    return this.parts.connections.query<Row>(statement, waits);
  }

  /**
   * Runs `work` in one READ COMMITTED transaction: commits when it resolves, rolls back when it throws.
   * @param work may use only the given client; is called again when the transaction lost to others
   * @param waits as `query` has them
   * @throws {DatabaseUnavailableError} also when the connection broke during COMMIT, whose outcome is then unknown
   * @throws {ContendedError} when it lost to others twice
   */
  transaction<T>(work: (client: PoolClient) => Promise<T>, waits?: Waits): Promise<T> {
    return this.parts.connections.lend((client) => twice(() => inTransaction(client, work)), waits);
  }

  /**
   * Reads what takes long, in a transaction of its own, without time limits.
   * @throws {DatabaseUnavailableError}
   */
  readUnhurried<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return this.transaction(async (client) => {
      await client.query('SET LOCAL statement_timeout = 0');
      return (await client.query<Row>({ ...unhurried(text), values })).rows;
    });
  }

  /**
   * Runs one statement that takes long and may stand in no transaction, such as `CREATE INDEX CONCURRENTLY`, without time limits.
   * @throws {DatabaseUnavailableError}
   */
  async build(text: string): Promise<void> {
    const { builds, connections } = this.parts;
    if (builds) return builds.run(text);
    await connections.query(unhurried(text));
  }

  /** Fails what `build` runs on servers. The embedded engine cannot be interrupted. */
  endBuilds(): void {
    this.parts.builds?.end();
  }

  /** Waits for running work; may be called twice. */
  close(): Promise<void> {
    this.closing ??= this.endPools().finally(() => this.parts.engine?.close());
    return this.closing;
  }

  private async endPools(): Promise<void> {
    const { connections, stamps, watch } = this.parts;
    await Promise.all([...new Set([connections, stamps])].map((each) => each.end()));
    // Until then it fails what waits for a server that hangs.
    watch?.close();
  }
}

interface DatabaseParts {
  readonly connections: Connections;
  readonly stamps: Connections;
  readonly availability: Availability;
  /** Of the servers, as `watch`. */
  readonly builds?: Builds;
  /** Of the servers; the embedded engine has none. */
  readonly watch?: ServerWatch;
  readonly engine?: EmbeddedPostgres;
}

async function inTransaction<T>(client: PoolClient, work: (client: PoolClient) => Promise<T>): Promise<T> {
  await client.query('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    const result = await work(client);
    await commit(client);
    return result;
  } catch (error) {
    await rollBack(client, error);
    throw error;
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
