/**
 * What cached questions take of Redis. The notes are XQuAD's 240 English paragraphs. 10,000 different questions about
 * them (each of the 1,190 in nine wordings) are asked once over HTTP. So each has its question, answer, vector and
 * context.
 *
 * It empties that Redis first. It prints `used_memory` of INFO memory before and after, and exits with 1 above 40 MB.
 *
 * Usage:
 *
 *     npm run build && REDIS_URL=redis://… [DATABASE_URL=postgresql://…] \
 *       node -r @swc-node/register bench/redis-memory.ts <folder with xquad.en.json>
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient } from '@redis/client';
import { startChildServer } from './child-server';

const QUESTIONS = 10_000;
const BUDGET_BYTES = 40_000_000;
const AT_ONCE = 8;

const WORDINGS: readonly ((question: string) => string)[] = [
  (question) => question,
  (question) => `Please tell me: ${question}`,
  (question) => `According to the notes, ${question}`,
  (question) => `I would like to know: ${question}`,
  (question) => `Do we know this: ${question}`,
  (question) => `A colleague asks: ${question}`,
  (question) => `Quick question: ${question}`,
  (question) => `${question} Answer briefly`,
  (question) => `${question} What do the notes say`,
];

interface Article {
  readonly paragraphs: readonly {
    readonly context: string;
    readonly qas: readonly { readonly question: string }[];
  }[];
}

async function main(folder: string | undefined, redisUrl: string | undefined): Promise<boolean> {
  if (folder === undefined || redisUrl === undefined)
    throw new Error('Usage: REDIS_URL=redis://… bench/redis-memory.ts <folder with xquad.en.json>');
  const redis = createClient({ url: redisUrl });
  await redis.connect();
  await redis.flushAll();
  const usedBytes = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1]);
  const server = await startChildServer({ CACHE_TYPE: 'hybrid', REDIS_URL: redisUrl });
  try {
    const articles = await articlesIn(folder);
    for (const { context } of articles)
      await post(server.url, '/notes', { title: context.slice(0, 40), body: context });
    const before = await usedBytes();
    await askAll(server.url, questionsOf(articles));
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const after = await usedBytes();
    console.log(`keys: ${await redis.dbSize()}; ${JSON.stringify((await stats(server.url)).fleet)}`);
    console.log(`used_memory: ${before} before, ${after} after`);
    console.log(
      `${QUESTIONS} questions: ${((after - before) / 1e6).toFixed(2)} MB, ${((after - before) / QUESTIONS).toFixed(0)} bytes each`,
    );
    return after - before <= BUDGET_BYTES;
  } finally {
    await server.stop();
    redis.destroy();
  }
}

async function articlesIn(folder: string) {
  const { data } = JSON.parse(await readFile(join(folder, 'xquad.en.json'), 'utf8')) as { data: Article[] };
  return data.flatMap(({ paragraphs }) => paragraphs);
}

function questionsOf(paragraphs: Article['paragraphs']): string[] {
  const plain = paragraphs.flatMap(({ qas }) => qas.map(({ question }) => question));
  return WORDINGS.flatMap((worded) => plain.map(worded)).slice(0, QUESTIONS);
}

async function askAll(url: string, questions: readonly string[]): Promise<void> {
  const left = [...questions];
  const ask = async (): Promise<void> => {
    for (let query = left.pop(); query !== undefined; query = left.pop())
      await post(url, '/assistant/query', { query });
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
}

/** A busy machine may answer 503. This bench measures memory and not time, so it asks again. */
async function post(url: string, path: string, body: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  for (;;) {
    const response = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (response.ok) return;
    if (response.status !== 503) throw new Error(`${path}: ${response.status} ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

async function stats(url: string): Promise<{ fleet: unknown }> {
  return (await (await fetch(`${url}/assistant/cache-stats`)).json()) as { fleet: unknown };
}

main(process.argv[2], process.env['REDIS_URL']).then(
  (isWithin) => {
    if (!isWithin) console.error(`Missed: more than ${BUDGET_BYTES / 1e6} MB.`);
    process.exitCode = isWithin ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
