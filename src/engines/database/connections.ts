import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import { Waits, withDeadline } from '../../core/index';
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

/**
 * Who stands further behind in the queue is refused at once: they would be served in time only if every connection served
 * somebody more often than this. Bounds the queue at 1,000 for ten connections that are waited for .9 s.
 */
const SERVED_EVERY_MS = 9;

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
   * @param waits of the request: what it has waited already shortens the wait for a connection, which is added
   * @throws {DatabaseUnavailableError} when the database cannot be reached or is too slow; else what `pg` throws
   */
  query<Row extends QueryResultRow>(statement: QueryConfig, waits?: Waits): Promise<QueryResult<Row>> {
    const sent = this.options.prepare ? statement : { ...statement, name: undefined };
    return this.lend((client) => client.query<Row>(sent), waits);
  }

  /**
   * Lends one connection for as long as `work` takes.
   * @param waits as `query` has them
   * @throws {DatabaseUnavailableError} when there is none in time, or it breaks; else what `work` throws
   */
  lend<T>(work: (client: PoolClient) => Promise<T>, waits = new Waits()): Promise<T> {
    return this.options.watch.guard(() => this.lendNow(work, waits));
  }

  /** Waits for what is lent. */
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
    if (this.pool.waitingCount * SERVED_EVERY_MS >= this.pool.options.max * this.waitMs)
      throw new DatabaseUnavailableError('Too many wait for a connection.');
    for (;;) {
      const client = await this.connectWithin(this.waitMs - waits.spentMs);
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
      // The pool cannot take it back: whom it was for does not wait any more.
      connecting.then(
        (client) => {
          client.release();
        },
        () => undefined,
      );
      return new DatabaseUnavailableError('No connection was free in time.');
    };
    // A connection that is free is lent even to who has no time left.
    return withDeadline(connecting, { ms: Math.max(ms, 0), late });
  }

  private get waitMs(): number {
    return this.pool.options.connectionTimeoutMillis ?? Infinity;
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
