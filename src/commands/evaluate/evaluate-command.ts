import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { overlapJudge } from '../../core';
import { svgOf } from './curve';
import { driftOf, linesOfDrift, promisesOfDrift } from './drift';
import { EvaluateError } from './evaluate.error';
import { evaluateOptions, type EvaluateOptions, type LabelledSource } from './evaluate-options';
import { groundOf, type Ground } from './ground';
import { judgeErrors, linesOfJudge } from './judge-error';
import { Kept } from './kept';
import { linesOfLive, liveOf } from './live';
import { measured, type SetReport } from './measure';
import { judged, ownLog } from './own-log';
import { Gates } from './policies';
import { type Product, type ProductSettings, productSettings, startProduct } from './product';
import { linesOf } from './report';
import { readDrift } from './sets/driftbench';
import type { LabelledSet } from './sets/labelled-set';
import { SETS } from './sets/sets';

/** Where the command writes. */
export interface Surroundings {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream;
}

const BROKEN = 1;
const WRONG_USE = 2;

/**
 * `npm run evaluate` says what semantic hits would be served, and how many of them wrong.
 * @returns the exit code: 1 where a bound is broken that was asked for, 2 where it was used wrongly
 */
export async function evaluateCommand(
  args: readonly string[],
  { stdout, stderr }: Surroundings,
): Promise<number> {
  try {
    const options = evaluateOptions(args);
    const settings = await productSettings();
    stdout.write(`${headOf(settings)}\n`);
    const reports: SetReport[] = [];
    for (const load of loadersOf(options)) {
      const set = await load();
      const isLive = options.isLive && set.notes.length > 0;
      const replayed = await measuredSet(set, options, settings);
      const report = isLive ? { ...replayed, live: await liveOf(set, options.mode) } : replayed;
      stdout.write(`${textOf(report)}\n`);
      reports.push(report);
    }
    if (options.out !== null) await write(options.out, { settings, reports });
    const broken = brokenBounds(reports, options);
    for (const bound of broken) stderr.write(`BROKEN  ${bound}\n`);
    return broken.length === 0 ? 0 : BROKEN;
  } catch (error) {
    if (!(error instanceof EvaluateError)) throw error;
    stderr.write(`${error.message}\n`);
    return WRONG_USE;
  }
}

function loadersOf({ source }: EvaluateOptions): (() => Promise<LabelledSet>)[] {
  if (source.kind === 'log') return [() => ownLog(source)];
  return source.sets.map((name) => () => SETS[name](source.data));
}

async function measuredSet(
  set: LabelledSet,
  options: EvaluateOptions,
  { semantic: settings, computing }: ProductSettings,
): Promise<SetReport> {
  let product: Product | null = null;
  const start = async (): Promise<Product> => (product ??= await startProduct());
  try {
    const ground = await groundOf(set, { kept: new Kept(options.cache), computing, start });
    if (options.source.kind === 'labelled') {
      const report = measured({ ground, settings, options, judgedBy: 'labels', isLabelled: true });
      const told = ground.grounds === null ? report : await withJudgeErrors(report, ground, settings);
      return set.name === 'driftbench' ? await withDrift(told, options.source) : told;
    }
    const { judge } = await start();
    const gates = new Gates(ground, settings.evidence);
    const told: Ground = await judged(ground, { judge, gates, threshold: settings.threshold });
    return measured({ ground: told, settings, options, judgedBy: judge.name, isLabelled: false });
  } finally {
    await (product as Product | null)?.stop();
  }
}

/** The judge that is used where none is configured: its answers are there already. */
async function withJudgeErrors(
  report: SetReport,
  ground: Ground,
  { evidence, threshold }: ProductSettings['semantic'],
): Promise<SetReport> {
  const gates = new Gates(ground, evidence);
  return { ...report, judge_errors: await judgeErrors(ground, { judge: overlapJudge, gates, threshold }) };
}

/** The notes of driftbench have a second version, so the product is asked before and after. */
async function withDrift(report: SetReport, { data }: LabelledSource): Promise<SetReport> {
  const drift = await driftOf(await readDrift(data));
  return { ...report, drift, promises: [...report.promises, ...promisesOfDrift(drift)] };
}

function headOf({ semantic: { threshold, evidence, maxWrong } }: ProductSettings): string {
  return (
    `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${new Date().toISOString().slice(0, 10)}; ` +
    `threshold ${threshold}, evidence ${evidence}, certificate at ${100 * maxWrong} %`
  );
}

function textOf({
  set,
  questions,
  notes,
  judged_by: judgedBy,
  policies,
  drift = [],
  judge_errors: errors = [],
  live,
  promises,
}: SetReport): string {
  const judge = judgedBy === 'labels' ? '' : `; nobody labelled them: pairs are judged by ${judgedBy}`;
  return [
    `${set}: ${questions} questions over ${notes === 0 ? 'no notes, evidence counts as equal' : `${notes} notes`}${judge}`,
    ...policies.flatMap(linesOf),
    ...linesOfJudge(errors),
    ...(live ? linesOfLive(live) : []),
    ...linesOfDrift(drift),
    ...promises.map(({ text, isKept }) => `  ${isKept ? 'kept  ' : 'MISSED'}  ${text}`),
  ].join('\n');
}

async function write(
  folder: string,
  { settings, reports }: { settings: ProductSettings; reports: readonly SetReport[] },
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const content = {
    measured_at: new Date().toISOString(),
    node: process.version,
    settings: settings.semantic,
    sets: reports,
  };
  await writeFile(join(folder, 'evaluation.json'), `${JSON.stringify(content, null, 2)}\n`);
  for (const { set, curves } of reports) await writeFile(join(folder, `${set}.svg`), svgOf(set, curves));
}

function brokenBounds(reports: readonly SetReport[], { maxWrong, isPromised }: EvaluateOptions): string[] {
  return reports.flatMap(({ set, policies: [own], promises }) => {
    const wrong = own?.wrong_of_hits?.share ?? 0;
    const isOver = maxWrong !== null && wrong > maxWrong;
    return [
      ...(isOver
        ? [
            `${set}: ${(100 * wrong).toFixed(2)} % of hits are wrong, and --max-wrong allows ${100 * maxWrong} %`,
          ]
        : []),
      ...(isPromised ? promises.filter(({ isKept }) => !isKept).map(({ text }) => `${set}: ${text}`) : []),
    ];
  });
}
