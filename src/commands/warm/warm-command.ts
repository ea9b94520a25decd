import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { SingleBar } from 'cli-progress';
import { askServer, type Server } from './ask-server';
import { questionLines, type QuestionLine } from './question-lines';
import { warmOptions, type WarmOptions } from './warm-options';
import { WarmError } from './warm.error';
import { warmUp, type WarmSummary } from './warming';

/** Where the command reads and writes. */
export interface WarmSurroundings {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
  /** Used without `--token-file`. */
  readonly token: string | null;
}

/** Without a terminal, one line of progress after so many questions. */
const LINE_EVERY = 100;

/**
 * `npm run warm` asks a running server questions, so that they are hits for the next askers.
 * @returns the exit code: 0 when every question was answered
 */
export async function warmCommand(args: readonly string[], around: WarmSurroundings): Promise<number> {
  try {
    const options = warmOptions(args);
    const questions = questionLines(await contentOf(options, around.stdin));
    if (questions.length === 0) throw new WarmError('There is no question in it: write one per line.');
    const server: Server = { url: options.url, token: await tokenOf(options, around) };
    return await run({ questions, server, options }, around);
  } catch (error) {
    if (!(error instanceof WarmError)) throw error;
    around.stderr.write(`${error.message}\n`);
    return 1;
  }
}

interface Run {
  readonly questions: readonly QuestionLine[];
  readonly server: Server;
  readonly options: WarmOptions;
}

async function run(
  { questions, server, options }: Run,
  { stdout, stderr }: WarmSurroundings,
): Promise<number> {
  const startedAt = performance.now();
  const progress = progressOf(questions.length, stdout);
  const failures: string[] = [];
  const summary = await warmUp({
    questions,
    concurrency: options.concurrency,
    ask: (question) => askServer(server, question),
    onOutcome: ({ line }, outcome) => {
      progress.step();
      if (outcome.kind === 'failed') failures.push(`line ${line}: ${outcome.because}\n`);
    },
  });
  progress.stop();
  for (const failure of failures) stderr.write(failure);
  stdout.write(`${summaryText(summary, performance.now() - startedAt)}\n`);
  return summary.failed === 0 ? 0 : 1;
}

function summaryText({ generated, hits, failed, skipped, costUsd }: WarmSummary, ms: number): string {
  const parts = [`${generated} generated`, `${hits} hits`, `${failed} failed`];
  if (skipped > 0) parts.push(`${skipped} not asked`);
  if (costUsd !== null) parts.push(`US$ ${costUsd.toFixed(4)}`);
  return `${parts.join(', ')}, ${(ms / 1_000).toFixed(1)} s`;
}

function progressOf(total: number, stdout: WarmSurroundings['stdout']) {
  if (stdout.isTTY === true) {
    const bar = new SingleBar({ format: '{bar} {value} of {total}, {eta_formatted} left', stream: stdout });
    bar.start(total, 0);
    return {
      step: (): void => {
        bar.increment();
      },
      stop: (): void => {
        bar.stop();
      },
    };
  }
  let done = 0;
  const step = (): void => {
    done++;
    if (done % LINE_EVERY === 0 || done === total) stdout.write(`${done} of ${total}\n`);
  };
  return { step, stop: (): void => undefined };
}

async function contentOf({ file }: WarmOptions, stdin: NodeJS.ReadableStream): Promise<string> {
  return file === '-' ? text(stdin) : contentOfFile(file, 'the questions');
}

async function tokenOf({ tokenFile }: WarmOptions, { token }: WarmSurroundings): Promise<string | null> {
  return tokenFile === null ? token : (await contentOfFile(tokenFile, 'the token')).trim();
}

async function contentOfFile(file: string, what: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new WarmError(
      `The file with ${what} cannot be read: check its name and that you may read it.`,
      error,
    );
  }
}
