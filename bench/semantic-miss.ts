/**
 * What a look for earlier questions adds to a miss, over HTTP: two services on one PostgreSQL database answer new questions in turns,
 * one with `CACHE_SEMANTIC_MODE=off` and one with `shadow`. The database holds 100,000 cached questions in 50 scopes of 2,000, of
 * which the asker's is one. Answers are extractive.
 *
 * It prints the medians, and exits with 1 where the second is longer by more than the promised millisecond.
 *
 * Usage:
 *
 *     npm run build && DATABASE_URL=postgresql://… node -r @swc-node/register bench/semantic-miss.ts [questions, default 400]
 *
 * The database must be empty. Its tables are left as they are then.
 */
import { loadavg } from 'node:os';
import { Pool } from 'pg';
import { startChildServer } from './child-server';

const PROMISED_MS = 1;
const SCOPES = 50;
const QUESTIONS = 100_000;
const NOTES = 400;
/** V8 compiles code that runs often. */
const WARM_UP = 50;

const TOPICS = [
  'bakery',
  'kiln',
  'harbour',
  'library',
  'orchard',
  'garage',
  'museum',
  'theatre',
  'school',
  'market',
];

async function main(questions: number): Promise<boolean> {
  const { DATABASE_URL } = process.env;
  if (!DATABASE_URL) throw new Error('Set DATABASE_URL.');
  const off = await startChildServer({ DATABASE_URL, CACHE_SEMANTIC_MODE: 'off' });
  const shadow = await startChildServer({ DATABASE_URL, CACHE_SEMANTIC_MODE: 'shadow' });
  const sql = new Pool({ connectionString: DATABASE_URL, max: 2 });
  try {
    for (let n = 0; n < NOTES; n++) await post(`${off.url}/notes`, noteOf(n));
    await post(`${shadow.url}/assistant/query`, { query: questionOf(-1) });
    await fill(sql);
    const times = { off: [] as number[], shadow: [] as number[] };
    for (let n = -WARM_UP; n < questions; n++) {
      // Each asks first in every second turn.
      const turns = n % 2 === 0 ? (['off', 'shadow'] as const) : (['shadow', 'off'] as const);
      for (const [at, who] of turns.entries()) {
        const { url } = who === 'off' ? off : shadow;
        const startedAt = performance.now();
        await post(`${url}/assistant/query`, { query: questionOf(2 * n + at) });
        if (n >= 0) times[who].push(performance.now() - startedAt);
      }
    }
    return report(times);
  } finally {
    await Promise.all([off.stop(), shadow.stop(), sql.end()]);
  }
}

function report({ off, shadow }: Readonly<Record<'off' | 'shadow', number[]>>): boolean {
  const added = p50(shadow) - p50(off);
  console.log(
    `a miss: p50 ${p50(off).toFixed(2)} ms without, ${p50(shadow).toFixed(2)} ms with looks at ${QUESTIONS} cached questions in ` +
      `${SCOPES} scopes: ${added.toFixed(2)} ms more (promised ${PROMISED_MS}); ${off.length} questions each, load ${loadavg()[0]?.toFixed(1)}`,
  );
  return added <= PROMISED_MS;
}

/** The asker's scope and others are filled with rows like the one that the asker's first question left. Vectors are random. */
async function fill(sql: Pool): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const { rows } = await sql.query('SELECT FROM trivet.cached_questions');
    if (rows.length > 0) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await sql.query(
    `INSERT INTO trivet.cached_questions
       (pool, question, tenant, asker, asked, vector, sketch, answer_key, passages, cited, stamps, cites, incarnations, expires_at)
     SELECT CASE WHEN n % $1 = 0 THEN pool ELSE md5((n % $1)::text) || repeat('p', 11) END, md5(n::text) || repeat('q', 11), tenant, asker,
            asked || n, made.vector::halfvec, binary_quantize(made.vector::vector), answer_key, passages, cited, stamps, cites, incarnations, expires_at
     FROM (SELECT * FROM trivet.cached_questions LIMIT 1) AS one, generate_series(1, $2::integer) AS n, LATERAL (
       SELECT array_agg(random() - 0.5)::real[] AS vector FROM generate_series(1, vector_dims(one.vector)) WHERE n > 0) AS made`,
    [SCOPES, QUESTIONS],
  );
  await sql.query('VACUUM ANALYZE trivet.cached_questions');
}

function noteOf(n: number): object {
  const topic = TOPICS[n % TOPICS.length];
  return {
    title: `The ${topic} ${n}`,
    body: `The ${topic} number ${n} opens at ${n % 12} and costs ${n} pounds.`,
  };
}

function questionOf(n: number): string {
  return `When does the ${TOPICS[Math.abs(n) % TOPICS.length]} number ${n + 1_000} open?`;
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const reply = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${url} said ${reply.status}: ${text}`);
}

function p50(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;
}

main(Number(process.argv[2] ?? 400)).then(
  (isKept) => {
    process.exitCode = isKept ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
