/**
 * Exact hits per second over HTTP, against a bare Nest and Fastify handler that answers the same bytes. Both run in
 * turns, with JWT, PostgreSQL, Redis and strict freshness, on one core.
 *
 * The servers are bound to core 1, and this process with client and model server to core 0. The engines are not
 * bound. Without taskset all share the cores.
 *
 * It prints the medians of requests per second and of CPU time per request. It exits with 1 below half of the bare
 * handler.
 *
 * Usage:
 *
 *     npm run build && REDIS_URL=redis://… DATABASE_URL=postgresql://… node -r @swc-node/register bench/hits.ts [rounds, default 5]
 */
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { createSigner } from 'fast-jwt';
import { startModelServer } from '../test/support/model-server';
import { spawnServer, startChildServer, type ChildServer } from './child-server';

const PROMISED_RATIO = 0.5;
const CONNECTIONS = 50;
const SECONDS = 6;
const SERVER_CORE = '1';
const JWT_SECRET = 'a secret for benches that is long enough';
const QUERY = { query: 'When does the bakery open on Sundays?' };
const ANSWER = 'The bakery opens at nine. '.repeat(24).slice(0, 600);

interface Round {
  readonly perSecond: number;
  readonly cpuUs: number;
  readonly p50Ms: number;
}

const token = createSigner({ key: JWT_SECRET, expiresIn: '1h' })({
  sub: 'ann',
  tenant: 'acme',
  workspaces: ['eng'],
  roles: [],
});
const headers = { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` };

async function main(rounds: number): Promise<boolean> {
  const { REDIS_URL, DATABASE_URL } = process.env;
  if (!REDIS_URL || !DATABASE_URL) throw new Error('Set REDIS_URL and DATABASE_URL.');
  const model = await startModelServer();
  model.answerWith(() => ANSWER);
  const folder = await mkdtemp(join(tmpdir(), 'trivet-hits-'));
  const trivet = await startChildServer({
    ...model.env,
    AUTH_MODE: 'jwt',
    JWT_SECRET,
    REDIS_URL,
    DATABASE_URL,
  });
  const answer = await warm(trivet.url);
  const file = join(folder, 'answer.json');
  await writeFile(file, answer);
  const script = ['-r', '@swc-node/register', join(__dirname, 'bare-server.ts')];
  const bare = await spawnServer(script, { ANSWER_FILE: file });
  try {
    for (const { pid } of [trivet, bare]) pin(pid, SERVER_CORE);
    pin(process.pid, '0');
    return report(await measure(rounds, trivet, bare), answer);
  } finally {
    await Promise.all([trivet.stop(), bare.stop(), model.close()]);
    await rm(folder, { recursive: true });
  }
}

/** @returns the body of an exact hit */
async function warm(url: string): Promise<string> {
  const note = {
    title: 'Bakery hours',
    body: 'The bakery opens at nine on Sundays. '.repeat(10),
    visibility: 'workspace',
  };
  await post(`${url}/notes`, note);
  await post(`${url}/assistant/query`, QUERY);
  const answer = await post(`${url}/assistant/query`, QUERY);
  if (!answer.includes('"match":"exact"')) throw new Error(`No exact hit: ${answer}`);
  return answer;
}

async function measure(rounds: number, trivet: ChildServer, bare: ChildServer) {
  const results = { trivet: [] as Round[], bare: [] as Round[] };
  await round(trivet, 3);
  await round(bare, 3);
  for (let n = 0; n < rounds; n++) {
    results.bare.push(await round(bare, SECONDS));
    results.trivet.push(await round(trivet, SECONDS));
  }
  return results;
}

async function round({ url, pid }: ChildServer, duration: number): Promise<Round> {
  const before = await cpuSeconds(pid);
  const { requests, latency, non2xx, errors } = await autocannon({
    url: `${url}/assistant/query`,
    method: 'POST',
    headers,
    body: JSON.stringify(QUERY),
    connections: CONNECTIONS,
    duration,
  });
  if (non2xx + errors > 0) throw new Error(`${non2xx} refusals and ${errors} errors.`);
  const cpuUs = ((await cpuSeconds(pid)) - before) * 1e6;
  return { perSecond: requests.total / duration, cpuUs: cpuUs / requests.total, p50Ms: latency.p50 };
}

function report({ trivet, bare }: { trivet: Round[]; bare: Round[] }, answer: string): boolean {
  console.log(
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, load ${loadavg()[0]?.toFixed(1) ?? '?'}, ` +
      `${CONNECTIONS} connections, ${bare.length} rounds of ${SECONDS} s, bodies of ${answer.length} bytes`,
  );
  for (const [name, rounds] of Object.entries({ bare, trivet })) {
    const [perSecond, cpuUs, p50] = [
      median(rounds, 'perSecond'),
      median(rounds, 'cpuUs'),
      median(rounds, 'p50Ms'),
    ];
    console.log(
      `${name}: ${perSecond.toFixed(0)} requests/s, ${cpuUs.toFixed(1)} µs of CPU each, p50 ${p50} ms`,
    );
  }
  const ratio = median(trivet, 'perSecond') / median(bare, 'perSecond');
  const isKept = ratio >= PROMISED_RATIO;
  console.log(
    `${isKept ? 'kept  ' : 'MISSED'}  ${ratio.toFixed(2)} of the bare handler (promised: ${PROMISED_RATIO})`,
  );
  return isKept;
}

function median(rounds: readonly Round[], of: keyof Round): number {
  const sorted = rounds.map((each) => each[of]).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** User and system time of a process and all its threads: fields 14 and 15 of stat, in hundredths of a second (proc(5)). */
async function cpuSeconds(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

function pin(pid: number, core: string): void {
  try {
    execFileSync('taskset', ['-a', '-c', '-p', core, String(pid)], { stdio: 'ignore' });
  } catch {
    console.log('taskset is missing: the servers share all cores with their client.');
  }
}

async function post(url: string, body: object): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${text}`);
  return text;
}

main(Number(process.argv[2] ?? 5)).then(
  (isKept) => {
    process.exitCode = isKept ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 2;
  },
);
