/**
 * Whether memory stays flat over streams whose readers leave.
 *
 * The service runs in this process, so that its heap can be read after a collection. Its readers run in another. Half
 * of the readers leave when they have their sources, half after the first word. Half of them share flights that are
 * then abandoned. The other half share one flight that goes on all the time, because one reader stays.
 *
 * Usage:
 *
 *     npm run build && node --expose-gc -r @swc-node/register bench/aborted-streams.ts
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createServer } from '../src/process/server';
import { startModelServer } from '../test/support/model-server';
import { StreamReader } from '../test/support/stream-reader';

const LOOKS = [1_000, 5_000, 10_000];
const BATCH = 50;
/** So few that all vectors and passages are cached at the first look. */
const QUESTIONS = 20;
/** Growth of the heap between the first look and the last that counts as noise: 200 bytes a stream. */
const FLAT_BYTES = 2_000_000;

const STEADY = 'When does the bakery open on Sundays?';
/** One flight goes on for minutes. */
const PATIENT = { LLM_IDLE_TIMEOUT_MS: '600000', LLM_TIMEOUT_MS: '600000' };

const message = z.object({ url: z.string(), streams: z.number() });

async function main(): Promise<boolean> {
  const dataDir = await mkdtemp(join(tmpdir(), 'trivet-bench-'));
  const model = await startModelServer();
  const env = {
    PORT: '0',
    DATA_DIR: dataDir,
    DEMO_NOTES: 'false',
    LOG_LEVEL: 'warn',
    ...PATIENT,
    ...model.env,
  };
  const { app } = await createServer(env);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const url = await app.getUrl();
  await fetch(`${url}/notes`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' }),
  });
  model.drip(['At', ' nine.']).more(1);
  const stays = open(url, STEADY);
  await stays.untilTokens(1);
  const heaps: number[] = [];
  let done = 0;
  for (const look of LOOKS) {
    const readers = fork(__filename, ['readers'], { execArgv: process.execArgv });
    readers.send({ url, streams: look - done });
    await once(readers, 'exit');
    done = look;
    model.prompts.length = 0;
    heaps.push(await heapBytes());
    const { rss } = process.memoryUsage();
    console.log(
      `${look} streams: heap ${mib(heaps.at(-1) ?? NaN)} MiB, rss ${mib(rss)} MiB, calls ended early ${model.earlyEnds}`,
    );
  }
  stays.leave();
  await app.close();
  await model.close();
  await rm(dataDir, { recursive: true, force: true });
  return (heaps.at(-1) ?? NaN) - (heaps[0] ?? NaN) < FLAT_BYTES;
}

/** Runs in the other process. Opens streams a batch at a time, and leaves. */
async function read(url: string, streams: number): Promise<void> {
  for (let at = 0; at < streams; at += BATCH) {
    const questions = [`Is it open on day ${(at / BATCH) % QUESTIONS}?`, STEADY];
    const readers = Array.from({ length: BATCH }, (_, n) => open(url, questions[n % 2] ?? ''));
    const events = (n: number): number => (n % 4 < 2 ? 1 : 2);
    await Promise.all(readers.map((reader, n) => reader.until((it) => it.events.length >= events(n))));
    for (const reader of readers) reader.leave();
    await Promise.all(readers.map(({ ended }) => ended));
  }
}

function open(url: string, query: string): StreamReader {
  const headers = { 'Content-Type': 'application/json' };
  return new StreamReader(`${url}/assistant/query`, { headers, body: { query, stream: true } });
}

async function heapBytes(): Promise<number> {
  if (!globalThis.gc) throw new Error('Run it with --expose-gc.');
  for (let round = 0; round < 5; round++) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    globalThis.gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function mib(bytes: number): string {
  return (bytes / 1_048_576).toFixed(1);
}

if (process.argv[2] === 'readers') {
  process.once('message', (sent) => {
    const { url, streams } = message.parse(sent);
    void read(url, streams).then(() => process.exit(0));
  });
} else {
  void main().then((isFlat) => {
    process.exitCode = isFlat ? 0 : 1;
  });
}
