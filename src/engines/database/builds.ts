import { Client } from 'pg';
import { DatabaseUnavailableError, isUnavailable } from './database-unavailable.error';
import { buildConfig, type Reached } from './pools';
import { requireWritable } from './servers';

/**
 * Statements that take minutes, such as the building of an index. Each has a connection of its own, which no outage ends: a server
 * that is busy building may be late for a probe, and the index would be begun anew. On a machine at load 12 none over 300,000 chunks
 * was ever finished.
 */
export class Builds {
  private readonly running = new Set<Client>();

  constructor(private readonly reached: Reached) {}

  /** @throws {DatabaseUnavailableError} when the server cannot be reached, or goes away; else what `pg` throws */
  async run(text: string): Promise<void> {
    const client = new Client(buildConfig(this.reached));
    // A connection that breaks emits `error` besides failing its statement.
    client.on('error', () => undefined);
    this.running.add(client);
    try {
      await client.connect();
      await requireWritable(client);
      // Behind PgBouncer in transaction mode the next statement may go to another session.
      if (this.reached.prepare) await client.query('SET statement_timeout = 0');
      await client.query(text);
    } catch (error) {
      throw isUnavailable(error) ? new DatabaseUnavailableError(error) : error;
    } finally {
      this.running.delete(client);
      await client.end().catch(() => undefined);
    }
  }

  /** Fails what runs. The server may go on with it; the next look of the upkeep takes a finished index, and builds another anew. */
  end(): void {
    for (const client of this.running) client.connection.stream.destroy();
  }
}
