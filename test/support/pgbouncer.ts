import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { eventually } from './eventually';
import { freePort } from './free-port';

/**
 * A PgBouncer of a test's own in transaction mode, from the program TRIVET_TEST_PGBOUNCER. It stands before the
 * test's server.
 */
const { TRIVET_TEST_PGBOUNCER: program, TRIVET_TEST_DATABASE_URL: databaseUrl } = process.env;

/** `describe` where there is such a program, and a server for it. */
export const describeWithPgBouncer = program && databaseUrl ? describe : describe.skip;

/** Sessions with the server for all connections. They are so few that every transaction meets another one. */
export const SERVER_SESSIONS = 4;

export class PgBouncer {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly port: number,
  ) {}

  /**
   * @param server whose databases may all be asked for by name
   * @param maxClients connections that it takes
   */
  static async start(server: URL, maxClients = 100): Promise<PgBouncer> {
    const folder = await mkdtemp(join(tmpdir(), 'trivet-test-'));
    const port = await freePort();
    const file = join(folder, 'pgbouncer.ini');
    await writeFile(file, `${settings(server, port)}max_client_conn = ${maxClients}\n`);
    // PgBouncer refuses to be root, and drops its rights when it has read the file.
    const user = process.getuid?.() === 0 ? ['-u', 'nobody'] : [];
    const child = spawn(program ?? '', [...user, '--quiet', file], { stdio: 'ignore' });
    const pooler = new PgBouncer(child, folder, port);
    await eventually('PgBouncer answers.', () => {
      if (child.exitCode !== null) throw new Error('PgBouncer does not start.');
      return pooler.answers(server.pathname);
    });
    return pooler;
  }

  urlOf(database: string): string {
    return `postgresql://trivet@127.0.0.1:${this.port}/${database}`;
  }

  async close(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }

  private async answers(path: string): Promise<boolean> {
    const client = new Client({ connectionString: this.urlOf(path.slice(1)) });
    client.on('error', () => undefined);
    const asked = client.connect().then(() => client.query('SELECT 1'));
    return asked.then(Boolean, () => false).finally(() => void client.end());
  }
}

const settings = ({ hostname, port, username, password }: URL, listenPort: number): string => `
[databases]
* = host=${hostname} port=${port || '5432'} user=${username} ${password && `password=${decodeURIComponent(password)}`}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${String(listenPort)}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = ${SERVER_SESSIONS}
`;
