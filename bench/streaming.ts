/**
 * What streaming costs, over HTTP, with a model server that answers at once.
 *
 * Three times to the first token are measured in turns. The first is that of the model server itself. The second is
 * Trivet's with passages that are cached (`max-age=0`). The third is Trivet's with a new question, which is embedded
 * and searched for.
 *
 * Then a cached answer of 2,000 characters is streamed. With DATABASE_URL it runs on PostgreSQL. It exits with 1 when
 * a promised figure is missed.
 *
 * Usage:
 *
 *     npm run build && node -r @swc-node/register bench/streaming.ts [questions, default 1000]
 */
import { Agent, request, type IncomingMessage } from 'node:http';
import { loadavg } from 'node:os';
import { startModelServer, type ModelServer } from '../test/support/model-server';
import { startChildServer } from './child-server';

/** Promised for the time between the model's first word and its reader. */
const FIRST_TOKEN_OVERHEAD_MS = 5;
/** Promised for a cached answer, from its question's arrival to its last event. */
const CACHED_MS = 2;

const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const CACHED_ANSWER = 'The bakery opens at nine. '.repeat(77).slice(0, 2_000);
/** V8 compiles code that runs often. A server that has just started takes half as much time again. */
const WARM_UP = 200;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });

interface Call {
  readonly url: string;
  readonly body: object;
  /** Once this text has come, the first token has come. */
  readonly mark: string;
}

interface Timed {
  readonly firstMs: number;
  readonly wholeMs: number;
  readonly text: string;
}

async function stream({ url, body, mark }: Call): Promise<Timed> {
  const startedAt = performance.now();
  let firstMs = NaN;
  let text = '';
  for await (const part of await post(url, body)) {
    text += String(part);
    if (Number.isNaN(firstMs) && text.includes(mark)) firstMs = performance.now() - startedAt;
  }
  return { firstMs, wholeMs: performance.now() - startedAt, text };
}

function post(url: string, body: object): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json' };
    request(url, { method: 'POST', agent, headers }, resolve).on('error', reject).end(JSON.stringify(body));
  });
}

async function main([questions = '1000']: readonly string[]): Promise<boolean> {
  const model = await startModelServer();
  const server = await startChildServer(model.env);
  try {
    (await post(`${server.url}/notes`, NOTE)).resume();
    const holds = [
      await firstTokens(Number(questions), { model, url: server.url }),
      await cachedAnswer(Number(questions), { model, url: server.url }),
    ];
    console.log(
      `load ${loadavg()
        .map((load) => load.toFixed(1))
        .join(' ')}, Node ${process.version}`,
    );
    return holds.every(Boolean);
  } finally {
    agent.destroy();
    await server.stop();
    await model.close();
  }
}

interface Sides {
  readonly model: ModelServer;
  /** Trivet's address. */
  readonly url: string;
}

async function firstTokens(questions: number, { model, url }: Sides): Promise<boolean> {
  model.answerWith(() => 'At nine. [1]');
  const ask = (query: string, cache: object = {}): Call => ({
    url: `${url}/assistant/query`,
    body: { query, stream: true, cache },
    mark: 'event: token',
  });
  const content = `Question: ${NOTE.body}`;
  const upstream: Call = {
    url: `${model.env['LLM_BASE_URL'] ?? ''}/chat/completions`,
    body: { model: 'm', stream: true, messages: [{ role: 'user', content }] },
    mark: '"content":',
  };
  const times = { direct: [] as number[], passages: [] as number[], miss: [] as number[] };
  for (let at = 0; at < WARM_UP + questions; at++) {
    const turn = {
      direct: (await stream(upstream)).firstMs,
      passages: (await stream(ask('When does the bakery open on Sundays?', { max_age: 0 }))).firstMs,
      miss: (await stream(ask(`Does the bakery open on Sunday number ${at}?`))).firstMs,
    };
    if (at < WARM_UP) continue;
    for (const side of ['direct', 'passages', 'miss'] as const) times[side].push(turn[side]);
  }
  console.log(`first token, p10 / p50 / p95 ms of ${questions}:`);
  print('  model server itself', times.direct);
  print('  Trivet, passages cached', times.passages);
  print('  Trivet, new question', times.miss);
  const overhead = p(50, times.passages) - p(50, times.direct);
  const searched = p(50, times.miss) - p(50, times.direct);
  console.log(`  overhead of medians ${overhead.toFixed(2)} (promised: <= ${FIRST_TOKEN_OVERHEAD_MS})`);
  console.log(`  with embedding and search ${searched.toFixed(2)}`);
  return overhead <= FIRST_TOKEN_OVERHEAD_MS;
}

async function cachedAnswer(times: number, { model, url }: Sides): Promise<boolean> {
  model.answerWith(() => CACHED_ANSWER);
  const body = { query: 'At what time is the bakery open?', stream: true };
  const call = { url: `${url}/assistant/query`, body, mark: 'event: token' };
  const streams: Timed[] = [];
  for (let at = 0; at < WARM_UP + times; at++) streams.push(await stream(call));
  const measured = streams.slice(WARM_UP);
  if (!measured.every(({ text }) => text.includes('"match":"exact"'))) throw new Error('It was not cached.');
  const serverMs = measured.map(({ text }) => Number(/"total":([\d.]+)/.exec(text)?.[1]));
  console.log(`cached answer of ${CACHED_ANSWER.length} characters, whole, p10 / p50 / p95 ms of ${times}:`);
  print('  on the server', serverMs);
  print(
    '  as the client sees it',
    measured.map(({ wholeMs }) => wholeMs),
  );
  return p(50, serverMs) <= CACHED_MS;
}

function print(what: string, ms: readonly number[]): void {
  console.log(`${what}: ${[10, 50, 95].map((percent) => p(percent, ms).toFixed(2)).join(' / ')}`);
}

function p(percent: number, values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length * percent) / 100)] ?? NaN;
}

void main(process.argv.slice(2)).then((holds) => {
  process.exitCode = holds ? 0 : 1;
});
