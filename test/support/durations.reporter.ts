import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/**
 * A spec file that takes longer than both is split, or made quicker. Seconds alone would fail a slow machine, where every file takes
 * longer. The CI's machine took 1,800 s for all files of a run, and 78 s for the longest. Machines of half that time failed nothing.
 * A twentieth of 1,800 s is 90 s. In a run of few files each is a large part, so the seconds are their limit.
 */
const LIMIT_S = 60;
const LIMIT_PART = 1 / 20;

/** The part of Jest's results that is read here. */
export interface FileResult {
  readonly testFilePath: string;
  readonly perfStats: { readonly runtime: number };
  readonly testResults: readonly { readonly status: string; readonly fullName: string }[];
}

/**
 * Where TRIVET_TEST_REPORT names a folder, it writes how long each spec file took, and which tests ran and which were
 * skipped, in files named after TRIVET_TEST_STEP. It fails a run in which one file took too long. Else it does nothing.
 */
export default class DurationsReporter {
  private slow: string[] = [];
  private limitS = LIMIT_S;

  onRunComplete(_contexts: unknown, { testResults }: { readonly testResults: readonly FileResult[] }): void {
    const { TRIVET_TEST_REPORT: folder, TRIVET_TEST_STEP: step = 'tests' } = process.env;
    if (folder === undefined) return;
    const report = reportIn(folder, step);
    const files = testResults
      .map(({ testFilePath, perfStats }) => ({
        name: relative(process.cwd(), testFilePath),
        seconds: perfStats.runtime / 1_000,
      }))
      .sort((a, b) => b.seconds - a.seconds);
    const sum = files.reduce((all, { seconds }) => all + seconds, 0);
    this.limitS = Math.max(LIMIT_S, sum * LIMIT_PART);
    this.slow = files.filter(({ seconds }) => seconds > this.limitS).map(({ name }) => name);
    report(
      'durations',
      files.map(({ name, seconds }) => `${seconds.toFixed(1).padStart(6)} s  ${name}`),
    );
    const titles = (isWanted: (status: string) => boolean): string[] =>
      testResults.flatMap(({ testFilePath, testResults: tests }) =>
        tests
          .filter(({ status }) => isWanted(status))
          .map(({ fullName }) => `${relative(process.cwd(), testFilePath)}: ${fullName}`),
      );
    report(
      'ran',
      titles((status) => status === 'passed' || status === 'failed'),
    );
    report(
      'skipped',
      titles((status) => status === 'pending'),
    );
  }

  getLastError(): Error | undefined {
    if (this.slow.length === 0) return undefined;
    return new Error(
      `Over ${Math.round(this.limitS)} s: ${this.slow.join(', ')}. Split it, or make it quicker.`,
    );
  }
}

function reportIn(place: string, step: string): (kind: string, lines: readonly string[]) => void {
  mkdirSync(place, { recursive: true });
  return (kind, lines) => {
    writeFileSync(
      join(place, `${step}.${kind}`),
      lines.map((line) => `${line.replaceAll('\n', ' ')}\n`).join(''),
    );
  };
}
