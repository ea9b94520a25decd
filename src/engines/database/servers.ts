import { Client, type ClientBase, type ClientConfig } from 'pg';
import { serverUrls } from '../../config/postgres-url';
import { withDeadline } from '../../core';
import { DatabaseUnavailableError } from './database-unavailable.error';
import { ONLY_READS } from './error-code';

/** The server takes connections, but no writes. It has the code of PostgreSQL's own error for that. */
export class ReadOnlyServerError extends Error {
  readonly code = ONLY_READS;

  constructor() {
    super('The server only reads: it is a standby, or default_transaction_read_only is on.');
    this.name = 'ReadOnlyServerError';
  }
}

/** The servers of a connection URL. Connections are made to one of them at a time, the primary. */
export class Servers {
  private readonly urls: readonly string[];
  private index = 0;

  /** @param url with one host or several, as libpq knows them */
  constructor(url: string) {
    this.urls = serverUrls(url);
  }

  get current(): string {
    return this.urls[this.index] ?? '';
  }

  /** Turns to the next one, and after the last to the first. */
  turn(): void {
    this.index = (this.index + 1) % this.urls.length;
  }

  /** Stops at the server that takes writes, if there is one. A single server is not asked. */
  async findPrimary(probe: () => Promise<void>): Promise<void> {
    for (let asked = 1; asked < this.urls.length; asked++) {
      try {
        await probe();
        return;
      } catch {
        this.turn();
      }
    }
  }

  /** For a pool. Each of its connections leads to the server that is current when the connection is made. */
  clientClass(): new (config?: ClientConfig) => Client {
    const current = (): string => this.current;
    return class extends Client {
      constructor(config?: ClientConfig) {
        super({ ...config, connectionString: current() });
      }
    };
  }
}

/**
 * libpq's `target_session_attrs=read-write`, which `pg` does not have. After a failover an address may lead to a standby, whose
 * stamps may be older than what this service has acknowledged.
 * @throws {ReadOnlyServerError}
 */
export async function requireWritable(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ transaction_read_only: string }>('SHOW transaction_read_only');
  if (rows[0]?.transaction_read_only !== 'off') throw new ReadOnlyServerError();
}

/**
 * Whether the server takes a new connection that may write, and says so within `ms`.
 * @throws what `pg` throws, {@link ReadOnlyServerError} or {@link DatabaseUnavailableError}
 */
export async function probe(config: ClientConfig, ms: number): Promise<void> {
  const client = new Client(config);
  client.on('error', () => undefined);
  const late = (): Error => new DatabaseUnavailableError(`nothing within ${ms} ms.`);
  try {
    await withDeadline(connectToWrite(client), { ms, late });
  } finally {
    // Not awaited: a server that hangs says no goodbye.
    void client.end();
  }
}

async function connectToWrite(client: Client): Promise<void> {
  await client.connect();
  await requireWritable(client);
}
