import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';

const TYPESCRIPT = require.resolve('../../support/typescript.cjs');

/** A TypeScript program in a process of its own, which speaks in lines. */
export class Child {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly lines: AsyncIterator<string, undefined>;
  private readonly ended: Promise<void>;

  /** @param tmpDir where it puts what a killed process leaves behind */
  constructor(script: string, args: readonly string[], tmpDir = tmpdir()) {
    const env = { ...process.env, TMPDIR: tmpDir };
    this.process = spawn(process.execPath, ['-r', TYPESCRIPT, script, ...args], { env });
    this.process.stderr.pipe(process.stderr);
    this.lines = createInterface({ input: this.process.stdout })[Symbol.asyncIterator]();
    this.ended = new Promise((resolve) => {
      this.process.once('close', () => {
        resolve();
      });
    });
  }

  say(line: string): void {
    this.process.stdin.write(`${line}\n`);
  }

  /** The next line, or null when the process ended. */
  async hear(): Promise<string | null> {
    const { value, done } = await this.lines.next();
    return done ? null : value;
  }

  /** SIGKILL; resolves when it is gone. What it said before can still be heard. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  /** @returns its exit code; null when a signal ended it */
  async leave(): Promise<number | null> {
    this.process.stdin.end();
    await this.ended;
    return this.process.exitCode;
  }
}
