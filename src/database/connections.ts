import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { Availability } from './availability';
import { DatabaseUnavailableError, isUnavailable } from './database-unavailable.error';
import { ServerWatch } from './server-watch';

export interface ConnectionsOptions {
  readonly pool: Pool;
  /** Decides whether the database is there. */
  readonly watch: ServerWatch | Availability;
  /** Whether a statement that has a name is prepared under it; else its name is dropped. */
  readonly prepare: boolean;
}

/** A pool whose failures are told as one kind of error, and which never lends a connection from before an outage. */
export class Connections {
  private readonly lent = new Set<PoolClient>();
  private readonly madeAfterOutages = new WeakMap<PoolClient, number>();

  constructor(private readonly options: ConnectionsOptions) {
    const { pool, watch } = options;
    pool.on('error', (error) => {
      watch.lost(error);
    });
    pool.on('connect', (client) => {
      // A connection that breaks while it is lent emits `error` on itself, which without a listener ends the process;
      // whoever borrowed it hears of it from the query that fails.
      client.on('error', () => undefined);
      this.madeAfterOutages.set(client, this.outages);
    });
    if (watch instanceof ServerWatch) watch.onDown(this.breakLent);
  }

  get pool(): Pool {
    return this.options.pool;
  }

  /**
   * One statement on any connection.
   * @throws {DatabaseUnavailableError} when the database cannot be reached or is too slow; else what `pg` throws
   */
  query<Row extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<Row>> {
    const sent = this.options.prepare ? statement : { ...statement, name: undefined };
    return this.lend((client) => client.query<Row>(sent));
  }

  /**
   * Lends one connection for as long as `work` takes.
   * @throws {DatabaseUnavailableError} when there is none in time, or it breaks; else what `work` throws
   */
  lend<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    return this.options.watch.guard(() => this.lendNow(work));
  }

  /** Waits for what is lent. */
  end(): Promise<void> {
    return this.pool.end();
  }

  private async lendNow<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    let broken: Error | undefined;
    let client: PoolClient | undefined;
    try {
      client = await this.connect();
      this.lent.add(client);
      return await work(client);
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      broken = error instanceof DatabaseUnavailableError ? error : new DatabaseUnavailableError(error);
      throw broken;
    } finally {
      if (client) {
        this.lent.delete(client);
        // Given an error, the pool closes the connection instead of lending it again.
        client.release(broken);
      }
    }
  }

  private async connect(): Promise<PoolClient> {
    for (;;) {
      const client = await this.pool.connect();
      if (this.madeAfterOutages.get(client) === this.outages) return client;
      hangUp(client);
      client.release(new Error('A connection from before an outage.'));
    }
  }

  private get outages(): number {
    return this.options.watch instanceof ServerWatch ? this.options.watch.outages : 0;
  }

  /** Else a server that hangs would keep them, and the pool would have none for the server that took its place. */
  private readonly breakLent = (): void => {
    this.lent.forEach(hangUp);
  };
}

/** `end()` would say goodbye to a server that hangs, and wait for it to hang up. */
function hangUp(client: PoolClient): void {
  client.connection.stream.destroy();
}
