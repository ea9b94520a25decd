import { environmentBeside } from '../../config/environment-beside';
import { SEMANTIC_MODES, type SemanticMode } from '../../core';
import { type Answered, startProduct } from './product';
import type { Promised } from './promises';
import type { Drift, Drifting } from './sets/driftbench';

/** What came of asking before and after the notes changed. */
export interface DriftReport {
  readonly mode: SemanticMode;
  /** Answers with what the notes of that time say, and semantic hits among all, as long as the first notes stood. */
  readonly first: { readonly asked: number; readonly right: number; readonly semantic_hits: number };
  /** Then the second notes are in. */
  readonly second: {
    readonly asked: number;
    readonly right: number;
    readonly semantic_hits: number;
    readonly stale: number;
  };
}

/** Each question is asked as it is, and then in these other ways. */
const WAYS: readonly ((question: string) => string)[] = [
  (question) => question,
  (question) => `Could you tell me, ${question.charAt(0).toLowerCase()}${question.slice(1)}`,
  (question) => `${question.replace(/\?$/, '')}, please?`,
];

/** The whole product in each mode: nothing that only the first notes said may be told once the second are in. */
export async function driftOf(drift: Drift): Promise<DriftReport[]> {
  const reports: DriftReport[] = [];
  for (const mode of SEMANTIC_MODES) reports.push(await driftIn(mode, drift));
  return reports;
}

async function driftIn(mode: SemanticMode, { tasks, first, second }: Drift): Promise<DriftReport> {
  const product = await startProduct({
    ...environmentBeside(),
    CACHE_SEMANTIC_MODE: mode,
    CACHE_SEMANTIC_AUDIT_SHARE: '0',
  });
  try {
    await product.write(first);
    const before = await askAll(product, tasks);
    await product.rewrite(second);
    const after = await askAll(product, tasks);
    return {
      mode,
      first: { ...countsOf(before, 'first') },
      second: {
        ...countsOf(after, 'second'),
        stale: after.filter(({ task, answered: { answer } }) => isStale(answer, task)).length,
      },
    };
  } finally {
    await product.stop();
  }
}

interface Asked {
  readonly task: Drifting;
  readonly answered: Answered;
}

async function askAll(
  product: { askCached(question: string): Promise<Answered> },
  tasks: readonly Drifting[],
): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const way of WAYS)
    for (const task of tasks) asked.push({ task, answered: await product.askCached(way(task.question)) });
  return asked;
}

function countsOf(asked: readonly Asked[], version: 'first' | 'second') {
  return {
    asked: asked.length,
    right: asked.filter(({ task, answered }) => holds(answered.answer, task[version])).length,
    semantic_hits: asked.filter(({ answered }) => answered.match === 'semantic').length,
  };
}

function isStale(answer: string, { first, second }: Drifting): boolean {
  return first !== second && holds(answer, first);
}

function holds(answer: string, evidence: string): boolean {
  const folded = (text: string): string => text.replace(/\s+/g, ' ');
  return folded(answer).includes(folded(evidence));
}

export function linesOfDrift(reports: readonly DriftReport[]): string[] {
  return reports.map(
    ({ mode, first, second }) =>
      `  notes replaced, mode ${mode}: before, ${first.right} of ${first.asked} answers quote what the notes said, ${first.semantic_hits} were` +
      ` semantic hits; after, ${second.right} of ${second.asked} quote what they say now, ${second.semantic_hits} were semantic hits,` +
      ` ${second.stale} tell what they said before`,
  );
}

export function promisesOfDrift(reports: readonly DriftReport[]): Promised[] {
  return reports.map(({ mode, second, first }) => ({
    text: `0 answers of the first notes once the second are in, mode ${mode}`,
    isKept: second.stale === 0 && first.right > 0 && second.right > 0,
  }));
}
