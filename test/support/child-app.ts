import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environmentOf, personAt, type Claims, type Person } from './app';
import type { FreshDatabase } from './engine';

/** A whole application in a process of its own, so that a test can kill it. */
export interface ChildApp {
  readonly url: string;
  as(claims: Claims): Person;
  /** SIGTERM. Resolves with the exit code when the process is gone. */
  terminate(): Promise<number | null>;
  /** SIGKILL. Resolves when the process is gone. */
  kill(): Promise<void>;
}

const TYPESCRIPT = require.resolve('./typescript.cjs');
const MAIN = join(__dirname, '../../src/main.ts');

export async function startChildApp(database: FreshDatabase, env: Record<string, string>): Promise<ChildApp> {
  const child = spawn(process.execPath, ['-r', TYPESCRIPT, MAIN], {
    env: { ...process.env, ...environmentOf(database, env) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  const terminate = async (): Promise<number | null> => {
    child.kill('SIGTERM');
    await gone;
    return child.exitCode;
  };
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /ready at (http:\S+)/.exec(line) ?? [];
    if (url === undefined) continue;
    child.stdout.resume();
    return { url, as: (claims) => personAt(url, claims), kill, terminate };
  }
  throw new Error('The application ended before it was ready.');
}
