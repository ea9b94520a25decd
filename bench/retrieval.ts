/**
 * What is found and told by each way of searching, over real HTTP against a built server on its embedded database. The
 * keyword leg alone, which no setting has, is asked of the database itself.
 *
 * Sets: XQuAD's 240 paragraphs, 300 notes with identifiers and look-alikes, the sample notes, 270, 107 and 157 pages of
 * Markdown that others published on npm, and sixty conversations over the sample notes. Each set has a folder of its own. Right
 * passages are told as recall@1, recall@5 and nDCG@5 of the first one, right answers of the extractive model as a share.
 * It exits with 1 when a promised figure is missed.
 *
 * Usage:
 *
 *     npm run build && node -r @swc-node/register bench/retrieval.ts <folder with xquad.en.json> [folder for what is fetched]
 *
 * `WRONG=1` before it lists every question that was not found or answered. `SETS=identifiers,samples` measures these
 * only; the others are `xquad`, `markdown`, `other`, `third` and `talks`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleFiles } from '../test/support/sample-notes';
import { startChildServer } from './child-server';
import { askByWords } from './sets/keyword-leg';
import { conversations } from './sets/conversations';
import { askAll, talkAll, writeNotes, type FollowUp, type Outcome } from './sets/measure';
import { identifiers, markdown, samples, xquadSet, type MeasuredSet } from './sets/measured';
import { OTHER_MARKDOWN, REAL_MARKDOWN, THIRD_MARKDOWN, type PageSet } from './sets/real-markdown';

const WAYS = ['vector', 'hybrid'] as const;
type Way = (typeof WAYS)[number] | 'keyword';

interface Figures {
  readonly at1: number;
  readonly at5: number;
  readonly answers: number;
}

type Promised = readonly [text: string, isKept: boolean];

const { WRONG: wrongIsListed, SETS: chosen } = process.env;

async function main([
  folder,
  cache = join(tmpdir(), 'trivet-bench-pages'),
]: readonly string[]): Promise<boolean> {
  if (folder === undefined) throw new Error('Usage: bench/retrieval.ts <folder with xquad.en.json> [folder]');
  const promises: Promised[] = [];
  if (isWanted('xquad')) promises.push(...xquadPromises(await measured(await xquadSet(folder))));
  if (isWanted('identifiers')) promises.push(...identifierPromises(await measured(identifiers())));
  if (isWanted('samples')) promises.push(...samplePromises(await measured(samples())));
  if (isWanted('markdown')) promises.push(...(await markdownPromises(REAL_MARKDOWN, cache)));
  if (isWanted('other')) promises.push(...(await markdownPromises(OTHER_MARKDOWN, cache)));
  if (isWanted('third')) promises.push(...(await markdownPromises(THIRD_MARKDOWN, cache)));
  if (isWanted('talks')) promises.push(...(await talkPromises()));
  for (const [text, isKept] of promises) console.log(`${isKept ? 'kept  ' : 'MISSED'}  ${text}`);
  return promises.every(([, isKept]) => isKept);
}

function isWanted(set: string): boolean {
  return chosen === undefined || chosen.split(',').includes(set);
}

function xquadPromises({ at5, answers }: Figures): Promised[] {
  return [
    ['XQuAD: the right paragraph among five for >= 98.5 %', at5 >= 0.985],
    ['XQuAD: the gold span in the answer for >= 87.8 %', answers >= 0.878],
  ];
}

function identifierPromises({ at1, at5 }: Figures): Promised[] {
  return [
    ['identifiers: the right passage among five for >= 98 %', at5 >= 0.98],
    ['identifiers: the right passage first for >= 90 %', at1 >= 0.9],
  ];
}

function samplePromises({ answers }: Figures): Promised[] {
  return [['sample notes: a right answer for >= 95 %', answers >= 0.95]];
}

async function markdownPromises(pages: PageSet, cache: string): Promise<Promised[]> {
  const set = await markdown(pages, cache);
  if (set === null) {
    console.log(`${pages.name}: not measured, because npm fetches nothing on this machine`);
    return [];
  }
  const { at5, answers } = await measured(set);
  return [
    [`${pages.name}: the right page among five for >= 95 %`, at5 >= 0.95],
    [`${pages.name}: a right answer for >= 80 %`, answers >= 0.8],
  ];
}

async function talkPromises(): Promise<Promised[]> {
  const outcomes = await withServer({ RETRIEVAL: 'hybrid' }, async (url) => {
    const keys = await writeNotes(url, samples().notes);
    return talkAll(url, { keys, talks: conversations(sampleFiles().map(({ file }) => file)) });
  });
  const { at5 } = print('follow-ups', 'hybrid', outcomes);
  const ofWrongTurn = outcomes.filter(({ isOfWrongTurn }) => isOfWrongTurn);
  const hits = share<FollowUp>(outcomes, ({ isHitForSecond }) => isHitForSecond);
  console.log(`  second asker hit ${percent(hits)}, answers of a wrong turn ${ofWrongTurn.length}`);
  if (wrongIsListed) for (const { ask } of ofWrongTurn) console.log(`  of a wrong turn: ${ask}`);
  return [
    ['follow-ups: the right passage among five for >= 90 %', at5 >= 0.9],
    ['follow-ups: no answer of a wrong turn', ofWrongTurn.length === 0],
  ];
}

/**
 * Writes the notes once, and starts a server on them for each way of searching.
 * @returns the figures of hybrid search, which promises are about
 */
async function measured({ name, notes, questions }: MeasuredSet): Promise<Figures> {
  return withFolder(async (DATA_DIR) => {
    const keys = await withServer({ DATA_DIR }, (url) => writeNotes(url, notes));
    print(name, 'keyword', await askByWords(DATA_DIR, { keys, questions }));
    let figures: Figures = { at1: 0, at5: 0, answers: 0 };
    for (const way of WAYS) {
      const settings = { DATA_DIR, RETRIEVAL: way };
      const outcomes = await withServer(settings, (url) => askAll(url, { keys, questions }));
      figures = print(name, way, outcomes);
    }
    return figures;
  });
}

async function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'trivet-retrieval-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function withServer<Result>(
  settings: Readonly<Record<string, string>>,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const server = await startChildServer(settings);
  try {
    return await work(server.url);
  } finally {
    await server.stop();
  }
}

function print(name: string, way: Way, outcomes: readonly Outcome[]): Figures {
  const findable = outcomes.filter(({ answerable }) => answerable);
  const judged = outcomes.filter(({ fault }) => fault !== undefined);
  const figures = {
    at1: share(findable, ({ rank }) => rank === 1),
    at5: share(findable, ({ rank }) => rank !== null),
    answers: share(judged, ({ fault }) => fault === null),
  };
  const gain = findable.reduce((sum, { rank }) => sum + (rank === null ? 0 : 1 / Math.log2(1 + rank)), 0);
  const ms = outcomes.map(({ retrievalMs }) => retrievalMs).sort((a, b) => a - b);
  const answers = judged.length === 0 ? '' : `, right answers ${percent(figures.answers)}`;
  console.log(
    `${name}, ${way}: ${outcomes.length} questions, recall@1 ${percent(figures.at1)}, @5 ${percent(figures.at5)}, ` +
      `nDCG@5 ${(gain / findable.length).toFixed(3)}${answers}, ` +
      `search p50 ${ms[Math.floor(0.5 * ms.length)]?.toFixed(2)} ms, p95 ${ms[Math.floor(0.95 * ms.length)]?.toFixed(2)} ms`,
  );
  if (wrongIsListed) for (const outcome of outcomes) list(way, outcome);
  return figures;
}

function list(way: Way, { kind, ask, rank, answerable, fault, answer }: Outcome): void {
  if (answerable && rank === null) console.log(`  ${way} does not find (${kind}): ${ask}`);
  if (fault)
    console.log(`  ${way} answers wrongly (${kind}): ${ask} ${fault}:\n${answer.replace(/^/gm, '    ')}`);
}

function share<Thing>(things: readonly Thing[], isSo: (thing: Thing) => boolean): number {
  return things.filter(isSo).length / Math.max(1, things.length);
}

function percent(part: number): string {
  return `${(100 * part).toFixed(1)} %`;
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
