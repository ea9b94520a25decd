import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';
import type { ServerCertificate } from './certificates';
import type { FreshDatabase } from './engine';
import { eventually } from './eventually';
import { freePort } from './free-port';

/**
 * A PostgreSQL of a test's own, to be killed, stopped and promoted. `initdb`, `pg_basebackup` and `postgres` come
 * from a Debian system in the folder TRIVET_TEST_POSTGRES_ROOT. It is entered with chroot, which takes root.
 */
const { TRIVET_TEST_POSTGRES_ROOT: root } = process.env;

/** `describe` where such a server can be started. */
export const describeWithPostgres = root ? describe : describe.skip;

const BIN = '/usr/lib/postgresql/17/bin';

/** A killed server's orphaned sessions hold its memory for a moment. It does not start before they are gone. */
const START_WITHIN_MS = 30_000;

/** For a server that lets clients in only over TLS and with a password. */
export interface Guard {
  readonly certificate: ServerCertificate;
  /** Password of the user `postgres`. */
  readonly password: string;
}

export class PostgresServer {
  private process: ChildProcess | undefined;
  private guard: Guard | undefined;

  private constructor(
    readonly port: number,
    /** As this process sees it, and as the server does. */
    private readonly folder: { readonly outside: string; readonly inside: string },
  ) {}

  /** A new, empty cluster. Without a guard it lets everybody in. */
  static async start(guard?: Guard): Promise<PostgresServer> {
    const server = await PostgresServer.prepare();
    await server.run('initdb', [
      '-A',
      'trust',
      '-U',
      'postgres',
      '-E',
      'UTF8',
      '--locale=C.UTF-8',
      '--no-sync',
    ]);
    await server.start();
    if (guard) await server.lock(guard);
    return server;
  }

  private static async prepare(): Promise<PostgresServer> {
    const outside = await mkdtemp(join(root ?? '', 'srv/trivet-test-'));
    const inside = outside.slice((root ?? '').length);
    await promisify(execFile)('chroot', [root ?? '', 'chown', 'postgres:postgres', inside]);
    return new PostgresServer(await freePort(), { outside, inside });
  }

  /** A copy that follows this server asynchronously, as far as it has come. */
  async standby(): Promise<PostgresServer> {
    const standby = await PostgresServer.prepare();
    await standby.run('pg_basebackup', [...this.address, '-R', '-X', 'stream', '-c', 'fast', '--no-sync']);
    await standby.start();
    return standby;
  }

  get url(): string {
    if (!this.guard) return `postgresql://postgres@127.0.0.1:${this.port}/postgres`;
    return `${this.urlFor(this.guard.password)}?sslmode=no-verify`;
  }

  /** A URL that asks for no TLS. */
  urlFor(password: string, host = '127.0.0.1'): string {
    return `postgresql://postgres:${encodeURIComponent(password)}@${host}:${this.port}/postgres`;
  }

  /** For `startApp`, which migrates it. The server does not end with it. */
  asDatabase(url = this.url): FreshDatabase {
    const dataDir = this.folder.outside;
    return { url, dataDir, env: { DATA_DIR: dataDir, DATABASE_URL: url }, drop: () => Promise.resolve() };
  }

  /** Starts it, again after `kill`. Resolves when it answers. */
  async start(): Promise<void> {
    const starts = (): Promise<boolean> => this.answers((this.process = this.spawnServer()));
    await eventually('PostgreSQL starts.', starts, START_WITHIN_MS);
  }

  /** One statement in a session of its own. */
  async sql(text: string): Promise<readonly Record<string, unknown>[]> {
    const client = new Client({ connectionString: this.url });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(text)).rows;
    } finally {
      await client.end();
    }
  }

  /** SIGKILL, without a goodbye to clients or standbys. */
  async kill(): Promise<void> {
    const { process: server } = this;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const sessions = this.sessions();
    const ended = once(server, 'exit');
    for (const pid of [server.pid ?? 0, ...sessions]) signal(pid, 'SIGKILL');
    await ended;
  }

  /** SIGINT, an operator's quick way. It ends all sessions and writes everything to disk. */
  async stop(): Promise<void> {
    const { process: server } = this;
    if (server === undefined) return;
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    await ended;
  }

  /** SIGSTOP to the server and all its sessions. The kernel takes connections, and nothing answers. */
  freeze(): Promise<void> {
    // The process that makes sessions is first. A session made after the count would go on answering.
    signal(this.process?.pid ?? 0, 'SIGSTOP');
    for (const pid of this.sessions()) signal(pid, 'SIGSTOP');
    return Promise.resolve();
  }

  thaw(): Promise<void> {
    for (const pid of [...this.sessions(), this.process?.pid ?? 0]) signal(pid, 'SIGCONT');
    return Promise.resolve();
  }

  /** Resolves when this standby has everything that was committed on `primary` so far. */
  async hasAllOf(primary: PostgresServer): Promise<void> {
    const [now] = await primary.sql('SELECT pg_current_wal_lsn()::text AS lsn');
    const isThere = `SELECT pg_last_wal_replay_lsn() >= '${String(now?.lsn)}' AS "isThere"`;
    const hasAll = async (): Promise<boolean> => (await this.sql(isThere))[0]?.isThere === true;
    await eventually('The standby has what was committed.', hasAll);
  }

  /** This standby never gets what the primary commits from now on. */
  async followNobody(): Promise<void> {
    await this.sql("ALTER SYSTEM SET primary_conninfo = ''");
    await this.sql('SELECT pg_reload_conf()');
    const receiver = 'SELECT FROM pg_stat_wal_receiver';
    await eventually('The standby follows nobody.', async () => (await this.sql(receiver)).length === 0);
  }

  /** A standby takes writes from now on. */
  async promote(): Promise<void> {
    await this.sql('SELECT pg_promote()');
  }

  /** Resolves when it shows this certificate to new clients. */
  async show({ certificate, key }: ServerCertificate): Promise<void> {
    const { inside, outside } = this.folder;
    await writeFile(join(outside, 'data/server.crt'), certificate);
    await writeFile(join(outside, 'data/server.key'), key, { mode: 0o600 });
    const files = [`${inside}/data/server.crt`, `${inside}/data/server.key`];
    await promisify(execFile)('chroot', [root ?? '', 'chown', 'postgres:postgres', ...files]);
    await this.sql('ALTER SYSTEM SET ssl = on');
    await this.reload();
  }

  /** Ends it and removes its data. */
  async close(): Promise<void> {
    await this.kill();
    await rm(this.folder.outside, { recursive: true, force: true });
  }

  private get address(): string[] {
    return ['-h', '127.0.0.1', '-p', String(this.port), '-U', 'postgres'];
  }

  private get data(): string {
    return `${this.folder.inside}/data`;
  }

  /** Resolves when new sessions see the present content of its files. */
  private async reload(): Promise<void> {
    const loadedAt = async (): Promise<string> => {
      const [row] = await this.sql('SELECT pg_conf_load_time()::text AS at');
      return String(row?.at);
    };
    const before = await loadedAt();
    await this.sql('SELECT pg_reload_conf()');
    await eventually('The settings are loaded anew.', async () => (await loadedAt()) !== before);
  }

  private async lock(guard: Guard): Promise<void> {
    await this.sql(`ALTER ROLE postgres PASSWORD '${guard.password.replaceAll("'", "''")}'`);
    await this.show(guard.certificate);
    this.guard = guard;
    const rule = 'hostssl all all 127.0.0.1/32 scram-sha-256\n';
    await writeFile(join(this.folder.outside, 'data/pg_hba.conf'), rule);
    await this.reload();
  }

  private sessions(): number[] {
    const pid = String(this.process?.pid);
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return children.split(' ').filter(Boolean).map(Number);
  }

  private async run(program: string, args: readonly string[]): Promise<void> {
    await promisify(execFile)('chroot', [...asPostgres(program), '-D', this.data, ...args]);
  }

  private spawnServer(): ChildProcess {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      // The folder has no /dev/shm.
      dynamic_shared_memory_type: 'mmap',
      shared_buffers: '32MB',
      // Written data survives the end of the process without it.
      fsync: 'off',
      wal_retrieve_retry_interval: '200ms',
      // Enough for standbys, and for subscribers too.
      wal_level: 'logical',
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const args = [...asPostgres('postgres'), '-D', this.data, '-p', String(this.port), ...options];
    return spawn('chroot', args, { stdio: 'ignore' });
  }

  /** False when it ended instead. */
  private async answers(server: ChildProcess): Promise<boolean> {
    const hasEnded = (): boolean => server.exitCode !== null || server.signalCode !== null;
    const isAnswering = (): Promise<boolean> => this.sql('SELECT 1').then(Boolean, () => false);
    await eventually('PostgreSQL answers or ends.', async () => hasEnded() || (await isAnswering()));
    return !hasEnded();
  }
}

const asPostgres = (program: string): string[] => [
  root ?? '',
  'setpriv',
  '--reuid=postgres',
  '--regid=postgres',
  '--clear-groups',
  // When the tests are killed, no server is left behind.
  '--pdeathsig=KILL',
  `${BIN}/${program}`,
];

/** A process that has ended meanwhile needs none. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    return;
  }
}
