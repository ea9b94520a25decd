import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { environmentOf, personAt, type Claims, type Person } from './app';
import type { FreshDatabase } from './engine';

/** A whole application in a process of its own, so that a test can kill it. */
export interface ChildApp {
  as(claims: Claims): Person;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
}

const MAIN = join(__dirname, '../../src/main.ts');

export async function startChildApp(database: FreshDatabase, env: Record<string, string>): Promise<ChildApp> {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', MAIN], {
    env: { ...process.env, ...environmentOf(database, env) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  for await (const line of createInterface(child.stdout)) {
    const [, url] = /ready at (http:\S+)/.exec(line) ?? [];
    if (url !== undefined) return { as: (claims) => personAt(url, claims), kill };
  }
  throw new Error('The application ended before it was ready.');
}
