import { createClient } from '@redis/client';
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from './free-port';

/**
 * A Redis of a test's or a bench's own, to be killed, stopped and filled: `redis-server` from a Debian system in the folder
 * TRIVET_TEST_REDIS_ROOT, entered with chroot, which takes root.
 */
const { TRIVET_TEST_REDIS_ROOT: root } = process.env;

export class RedisServer {
  private process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    /** As this process sees it, and as the server does. */
    private readonly folder: { readonly outside: string; readonly inside: string },
    private readonly settings: Readonly<Record<string, string>>,
  ) {}

  /**
   * A new, empty server that writes nothing down.
   *
   * @param settings as in redis.conf, in addition
   */
  static async start(settings: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
    const outside = await mkdtemp(join(root ?? '', 'srv/trivet-test-'));
    const inside = outside.slice((root ?? '').length);
    await promisify(execFile)('chroot', [root ?? '', 'chown', 'redis:redis', inside]);
    const server = new RedisServer(await freePort(), { outside, inside }, settings);
    await server.start();
    return server;
  }

  get url(): string {
    const { requirepass } = this.settings;
    return `redis://${requirepass ? `:${requirepass}@` : ''}127.0.0.1:${this.port}`;
  }

  /** Starts it, again after `kill`; resolves when it answers. */
  async start(): Promise<void> {
    const settings = { bind: '127.0.0.1', port: String(this.port), dir: this.folder.inside, save: '' };
    const all = { ...settings, ...this.settings };
    const options = Object.entries(all).flatMap(([name, value]) => [`--${name}`, value]);
    this.process = spawn('chroot', [...asRedis, ...options], { stdio: 'ignore' });
    while (!(await this.command('PING').then(Boolean, () => false))) {
      if (this.process.exitCode !== null) throw new Error('Redis does not start.');
      await delay(20);
    }
  }

  /** One command in a connection of its own. */
  async command(...args: string[]): Promise<unknown> {
    const client = createClient({ url: this.url, socket: { reconnectStrategy: false } });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await client.sendCommand(args);
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

  /** SIGKILL: everything in it is lost. */
  async kill(): Promise<void> {
    const { process: server } = this;
    if (server === undefined || server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, 'exit');
    server.kill('SIGKILL');
    await ended;
  }

  /** SIGSTOP: connections are taken by the kernel, and nothing answers. */
  freeze(): Promise<void> {
    this.process?.kill('SIGSTOP');
    return Promise.resolve();
  }

  thaw(): Promise<void> {
    this.process?.kill('SIGCONT');
    return Promise.resolve();
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

const asRedis = [
  root ?? '',
  'setpriv',
  '--reuid=redis',
  '--regid=redis',
  '--clear-groups',
  // Whoever kills the tests leaves no server behind.
  '--pdeathsig=KILL',
  'redis-server',
];
