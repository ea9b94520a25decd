/**
 * What semantic hits would be served, and how many of them wrong: the gates over labelled sets, beside a plain threshold on the
 * same streams. advising_slots and banking77 have no notes, so evidence counts as equal. XQuAD and driftbench are asked over
 * their paragraphs, with each strength of the evidence gate.
 *
 * Usage:
 *
 *     node -r @swc-node/register bench/semantic.ts <folder of the sets> <folder that keeps vectors> [threshold, 0.6 to 1]
 *
 * `SETS=advising_slots,banking77` measures these only. `HALF=1` asks only the half of the templates that nobody looks at while
 * gates are developed. `WRONG=1` lists wrong pairs of the other half.
 *
 * It exits with 1 when a promised figure is missed.
 */
import { cpus } from 'node:os';
import { shareWithInterval } from './semantic/intervals';
import { SETS, type LabelledSet } from './semantic/sets';
import { ask, gatedPolicy, halfOf, staticPolicy, type Ground, type Tally } from './semantic/stream';
import { evidenceOf, neighboursOf } from './semantic/vectors';

const SEEDS = 5;
const FLOOR = 0.6;
const PASSAGES = 5;
const STRENGTHS = ['order', 'set', 'cited'] as const;
const { SETS: chosen, HALF: half, WRONG: wrongIsListed } = process.env;

type Promised = readonly [text: string, isKept: boolean];

async function main([data, vectors, given = '0.6']: readonly string[]): Promise<boolean> {
  if (data === undefined || vectors === undefined)
    throw new Error('Usage: bench/semantic.ts <folder of the sets> <folder that keeps vectors> [threshold]');
  const threshold = Number(given);
  if (!(threshold >= FLOOR && threshold <= 1))
    throw new Error(`${given} is no threshold from ${FLOOR} to 1.`);
  const promises: Promised[] = [];
  for (const [name, load] of Object.entries(SETS)) {
    if (chosen !== undefined && !chosen.split(',').includes(name)) continue;
    const set = inHalf(await load(data));
    promises.push(...measured(await groundOf(set, vectors), threshold));
  }
  for (const [text, isKept] of promises) console.log(`${isKept ? 'kept  ' : 'MISSED'}  ${text}`);
  return promises.every(([, isKept]) => isKept);
}

function inHalf(set: LabelledSet): LabelledSet {
  if (half === undefined) return set;
  return { ...set, questions: set.questions.filter(({ template }) => halfOf(template) === Number(half)) };
}

async function groundOf(set: LabelledSet, vectors: string): Promise<Ground> {
  const neighbours = await neighboursOf(set, vectors, FLOOR);
  const evidence = set.passages.length > 0 ? await evidenceOf(set, vectors, PASSAGES) : null;
  return { set, neighbours, evidence };
}

function measured(ground: Ground, threshold: number): Promised[] {
  const { name } = ground.set;
  for (const at of [0.85, 0.9, 0.95])
    print(`${name}, plain threshold ${at}`, ask(ground, staticPolicy(at), SEEDS));
  if (ground.evidence === null) {
    const tally = ask(ground, gatedPolicy(ground, threshold), SEEDS);
    print(`${name}, gates at ${threshold}`, tally);
    return promisesOf(name, tally);
  }
  const tallies = STRENGTHS.map((strength) => {
    const tally = ask(ground, gatedPolicy(ground, threshold, strength), SEEDS);
    print(`${name}, gates at ${threshold}, evidence ${strength}`, tally);
    return tally;
  });
  return tallies.map((tally, at) => [
    `${name}: wrong <= 0.2 % of requests, evidence ${STRENGTHS[at] ?? ''}`,
    tally.wrong <= 0.002 * tally.requests,
  ]);
}

function promisesOf(name: string, { requests, served, wrong, wrongSlot }: Tally): Promised[] {
  if (name === 'banking77') return [['banking77: wrong <= 2 % of served hits', wrong <= 0.02 * served]];
  return [
    ['advising_slots: another slot value in <= 0.1 % of served hits', wrongSlot <= 0.001 * served],
    ['advising_slots: >= 20 % of requests served', served >= 0.2 * requests],
  ];
}

function print(title: string, { requests, served, wrong, wrongSlot, rejections, wrongPairs }: Tally): void {
  console.log(
    `${title}: served ${shareWithInterval(served, requests)}, wrong ${shareWithInterval(wrong, served)} of hits` +
      ` and ${shareWithInterval(wrong, requests)} of requests, another slot ${shareWithInterval(wrongSlot, served)} of hits`,
  );
  const byGate = [...rejections].sort(([, a], [, b]) => b - a).map(([gate, count]) => `${gate} ${count}`);
  if (byGate.length > 1)
    console.log(`  not served, by the gate that rejected the nearest: ${byGate.join(', ')}`);
  if (!wrongIsListed) return;
  for (const [pair, times] of [...wrongPairs].sort(([, a], [, b]) => b - a))
    console.log(`  ${times} × ${pair}`);
}

console.log(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${new Date().toISOString().slice(0, 10)}`,
);
main(process.argv.slice(2)).then(
  (isKept) => {
    process.exitCode = isKept ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 2;
  },
);
