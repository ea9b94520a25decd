import type { Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';
import type { Availability } from './availability';
import { isUnavailable } from './database-unavailable.error';

/** A pool whose failures are told as one kind of error, and whose coming and going is told once. */
export class Connections {
  constructor(
    readonly pool: Pool,
    readonly availability: Availability,
  ) {
    pool.on('error', (error) => {
      availability.lost(error);
    });
    // A connection that breaks while it is lent emits `error` on itself, which without a listener ends the process;
    // whoever borrowed it hears of it from the query that fails.
    pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /**
   * One statement on any connection.
   * @throws {DatabaseUnavailableError} when the database cannot be reached or is too slow; else what `pg` throws
   */
  query<Row extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<Row>> {
    return this.lend((client) => client.query<Row>(statement));
  }

  /**
   * Lends one connection for as long as `work` takes.
   * @throws {DatabaseUnavailableError} when there is none in time, or it breaks; else what `work` throws
   */
  async lend<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    let broken: Error | undefined;
    let client: PoolClient | undefined;
    try {
      client = await this.pool.connect();
      const result = await work(client);
      this.availability.up();
      return result;
    } catch (error) {
      if (!isUnavailable(error)) throw error;
      broken = this.availability.down(error);
      throw broken;
    } finally {
      // Given an error, the pool closes the connection instead of lending it again.
      client?.release(broken);
    }
  }

  /** Waits for what is lent. */
  end(): Promise<void> {
    return this.pool.end();
  }
}
