import { Pool, type PoolClient, type QueryConfig, type QueryResult, type QueryResultRow } from 'pg';
import { Waits, withDeadline } from '../../core';
import type { Availability } from './availability';
import { twice } from './contended.error';
import { DatabaseUnavailableError, isUnavailable } from './database-unavailable.error';
import type { BoundedPool } from './pools';
import { ServerWatch } from './server-watch';

export interface ConnectionsOptions {
  readonly config: BoundedPool;
  /** Decides whether the database is there. */
  readonly watch: ServerWatch | Availability;
  /** Whether a statement that has a name is prepared under it; else its name is dropped. */
  readonly prepare: boolean;
}

/**
 * How often a connection is expected to be free; ms. A request that would have to wait longer at that pace is refused at once.
 * With ten connections and a wait of .9 s, the queue holds 1,000.
 */
const FREE_EVERY_MS = 9;

/** A pool whose failures are told as one kind of error. It never lends a connection from before an outage. */
export class Connections {
  readonly pool: Pool;
  private readonly lent = new Set<PoolClient>();
  private readonly madeAfterOutages = new WeakMap<PoolClient, number>();

  constructor(private readonly options: ConnectionsOptions) {
    const { config, watch } = options;
    this.pool = new Pool(config);
    this.pool.on('error', (error) => {
      watch.lost(error);
    });
    this.pool.on('connect', (client) => {
      // A connection that breaks while it is lent emits `error` on itself. Without a listener that ends the process. The
      // borrower hears of it from the query that fails.
      client.on('error', () => undefined);
      this.madeAfterOutages.set(client, this.outages);
    });
    if (watch instanceof ServerWatch) watch.onDown(this.breakLent);
  }

  /**
   * One statement on any connection.
   * @param waits of the request: what it has waited shortens the wait for a connection, which is added
   * @throws {DatabaseUnavailableError} when the database cannot be reached or is too slow
   * @throws {ContendedError} when the statement lost to others twice; else what `pg` throws
   */
  query<Row extends QueryResultRow>(statement: QueryConfig, waits?: Waits): Promise<QueryResult<Row>> {
    const sent = this.options.prepare ? statement : { ...statement, name: undefined };
    return this.lend((client) => twice(() => client.query<Row>(sent)), waits);
  }

  /**
   * Lends one connection for as long as `work` takes.
   * @param waits as `query` has them
   * @throws {DatabaseUnavailableError} when there is none in time, or it breaks; else what `work` throws
   */
  lend<T>(work: (client: PoolClient) => Promise<T>, waits = new Waits()): Promise<T> {
    return this.options.watch.guard(() => this.lendNow(work, waits));
  }

  /** Resolves when every connection that is lent was returned. */
  end(): Promise<void> {
    return this.pool.end();
  }

  private async lendNow<T>(work: (client: PoolClient) => Promise<T>, waits: Waits): Promise<T> {
    let broken: Error | undefined;
    let client: PoolClient | undefined;
    try {
      client = await waits.during(() => this.connect(waits));
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

  private async connect(waits: Waits): Promise<PoolClient> {
    const { max, connectionTimeoutMillis: waitMs } = this.options.config;
    if (this.pool.waitingCount * FREE_EVERY_MS >= max * waitMs)
      throw new DatabaseUnavailableError('Too many wait for a connection.');
    for (;;) {
      const client = await this.connectWithin(waitMs - waits.spentMs);
      if (this.madeAfterOutages.get(client) === this.outages) return client;
      hangUp(client);
      client.release(new Error('A connection from before an outage.'));
    }
  }

  private async connectWithin(ms: number): Promise<PoolClient> {
    const connecting = this.pool.connect().catch((cause: unknown) => {
      // Whatever it is (a wrong password, a certificate that is not believed), the statement was not even sent.
      throw new DatabaseUnavailableError(cause);
    });
    const late = (): Error => {
      // The pool cannot take the request back. The connection that it lends later is released at once.
      connecting.then(
        (client) => {
          client.release();
        },
        () => undefined,
      );
      return new DatabaseUnavailableError('No connection was free in time.');
    };
    // A request that has no time left still gets a connection that is free.
    return withDeadline(connecting, { ms: Math.max(ms, 0), late });
  }

  private get outages(): number {
    return this.options.watch instanceof ServerWatch ? this.options.watch.outages : 0;
  }

  /** A server that hangs would keep them, and the pool would have none for the server that took its place. */
  private readonly breakLent = (): void => {
    this.lent.forEach(hangUp);
  };
}

/** `end()` would say goodbye to a server that hangs, and wait for it to hang up. */
function hangUp(client: PoolClient): void {
  client.connection.stream.destroy();
}
