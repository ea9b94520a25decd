import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A server in a process of its own, so that a measuring client does not share its event loop. */
export interface ChildServer {
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const SERVER = join(__dirname, '../dist/main.js');

/** Starts the built service on an empty data folder, without sample notes. `env` adds settings. Needs `npm run build`. */
export async function startChildServer(env: Readonly<Record<string, string>> = {}): Promise<ChildServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'trivet-bench-'));
  const settings = { PORT: '0', DATA_DIR: dataDir, DEMO_NOTES: 'false', LOG_LEVEL: 'warn', ...env };
  const server = await spawnServer([SERVER], settings);
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { ...server, stop };
}

/**
 * Starts a program of Node's that says "ready at" its address.
 * @throws {Error} when it ends before that
 */
export async function spawnServer(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<ChildServer> {
  const child = spawn(process.execPath, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await addressOf(child);
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  return { url, pid: child.pid ?? 0, stop };
}

async function addressOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The server has no output.');
  for await (const line of createInterface(child.stdout)) {
    const address = /ready at (http:\S+)/.exec(line)?.[1];
    if (address === undefined) continue;
    child.stdout.resume();
    return address;
  }
  throw new Error(
    'The server ended before it was ready; run "npm run build" first and read its message above.',
  );
}
