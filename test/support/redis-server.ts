import { createClient } from '@redis/client';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerCertificate } from './certificates';
import { eventually } from './eventually';
import { freePort } from './free-port';

/**
 * A Redis of a test's or a bench's own, to be killed, stopped and filled. `redis-server` comes from a Debian system
 * in the folder TRIVET_TEST_REDIS_ROOT. It is entered with chroot, which takes root.
 */
const { TRIVET_TEST_REDIS_ROOT: root } = process.env;

/** The user that connects, and the name by which it knows the server. */
interface Login {
  readonly user?: string;
  readonly password?: string;
  readonly host?: string;
}

/** A server's folder, as this process sees it, and as the server does. */
interface Folder {
  readonly outside: string;
  readonly inside: string;
}

export type Command = (...args: string[]) => Promise<unknown>;

export class RedisServer {
  private process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly folder: Folder,
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /**
   * A new, empty server that writes nothing to disk.
   *
   * @param settings as in redis.conf, in addition
   * @param certificate makes it speak TLS and nothing else
   */
  static async start(
    settings: Readonly<Record<string, string>> = {},
    certificate?: ServerCertificate,
  ): Promise<RedisServer> {
    const outside = await mkdtemp(join(root ?? '', 'srv/trivet-test-'));
    const inside = outside.slice((root ?? '').length);
    const tls = certificate ? await tlsSettings(certificate, { outside, inside }) : {};
    await promisify(execFile)('chroot', [root ?? '', 'chown', '-R', 'redis:redis', inside]);
    const server = new RedisServer(await freePort(), { outside, inside }, { ...tls, ...settings });
    await server.start();
    return server;
  }

  get url(): string {
    const { requirepass } = this.settings;
    return this.urlFor(requirepass ? { password: requirepass } : {});
  }

  urlFor({ user = '', password = '', host = '127.0.0.1' }: Login): string {
    const login = user || password ? `${encodeURIComponent(user)}:${encodeURIComponent(password)}@` : '';
    return `${this.isTls ? 'rediss' : 'redis'}://${login}${host}:${this.port}`;
  }

  /** Starts it, again after `kill`. Resolves when it answers. */
  async start(): Promise<void> {
    const listening: Record<string, string> = this.isTls
      ? { port: '0', 'tls-port': String(this.port) }
      : { port: String(this.port) };
    const own = { bind: '127.0.0.1', dir: this.folder.inside, save: '' };
    const all = { ...listening, ...own, ...this.settings };
    const options = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
    this.process = spawn('chroot', [...asRedis, ...options], { stdio: 'ignore' });
    const { process: server } = this;
    await eventually('Redis answers.', () => {
      if (server.exitCode !== null) throw new Error('Redis does not start.');
      return this.command('PING').then(Boolean, () => false);
    });
  }

  /** One command in a connection of its own. */
  command(...args: string[]): Promise<unknown> {
    return this.session((command) => command(...args));
  }

  /** Many commands in one connection. */
  async session<Result>(work: (command: Command) => Promise<Result>): Promise<Result> {
    const tls = this.isTls ? ({ tls: true, rejectUnauthorized: false } as const) : {};
    const client = createClient({ url: this.url, socket: { ...tls, reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work((...args) => client.sendCommand(args));
    } finally {
      client.destroy();
    }
  }

  /** Leaves it room for `bytes` more than it holds now. */
  async bound(bytes: number, policy: string): Promise<void> {
    const used = await this.figure('used_memory');
    await this.command('CONFIG', 'SET', 'maxmemory-policy', policy);
    await this.command('CONFIG', 'SET', 'maxmemory', String(used + bytes));
  }

  /** How many keys it has evicted and how many commands it has refused since its start. */
  async turnedAway(): Promise<number> {
    return (await this.figure('evicted_keys')) + (await this.figure('total_error_replies'));
  }

  /** SIGKILL. Everything in it is lost. */
  async kill(): Promise<void> {
    const { process: server } = this;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  /** SIGSTOP. The kernel takes connections, and nothing answers. */
  freeze(): Promise<void> {
    this.process?.kill('SIGSTOP');
    return Promise.resolve();
  }

  thaw(): Promise<void> {
    this.process?.kill('SIGCONT');
    return Promise.resolve();
  }

  private get isTls(): boolean {
    return 'tls-cert-file' in this.settings;
  }

  private async figure(name: string): Promise<number> {
    const info = String(await this.command('INFO'));
    return Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(info)?.[1]);
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.folder.outside, { recursive: true, force: true });
  }
}

async function tlsSettings(
  { certificate, key, authority }: ServerCertificate,
  { outside, inside }: Folder,
): Promise<Record<string, string>> {
  const files = { 'tls-cert-file': certificate, 'tls-key-file': key, 'tls-ca-cert-file': authority };
  const settings = Object.keys(files).map((name) => [name, `${inside}/${name}`]);
  for (const [name, pem] of Object.entries(files)) await writeFile(join(outside, name), pem);
  // By default it wants a certificate of clients too.
  return { ...(Object.fromEntries(settings) as Record<string, string>), 'tls-auth-clients': 'no' };
}

const asRedis = [
  root ?? '',
  'setpriv',
  '--reuid=redis',
  '--regid=redis',
  '--clear-groups',
  // When the tests are killed, no server is left behind.
  '--pdeathsig=KILL',
  'redis-server',
];
