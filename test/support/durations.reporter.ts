import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A spec file that takes longer is split, or made quicker. */
const LIMIT_S = 60;

/** The part of Jest's results that is read here. */
interface FileResult {
  readonly testFilePath: string;
  readonly perfStats: { readonly runtime: number };
  readonly testResults: readonly { readonly status: string; readonly fullName: string }[];
}

const { TRIVET_TEST_REPORT: folder, TRIVET_TEST_STEP: step = 'tests' } = process.env;

/**
 * Where TRIVET_TEST_REPORT names a folder, it writes how long each spec file took, and which tests ran and which were
 * skipped, in files named after TRIVET_TEST_STEP. It fails a run in which one file took over a minute. Else it does nothing.
 */
export default class DurationsReporter {
  private slow: string[] = [];

  onRunComplete(_contexts: unknown, { testResults }: { readonly testResults: readonly FileResult[] }): void {
    if (folder === undefined) return;
    const report = reportIn(folder);
    const files = testResults
      .map(({ testFilePath, perfStats }) => ({
        name: relative(process.cwd(), testFilePath),
        seconds: perfStats.runtime / 1_000,
      }))
      .sort((a, b) => b.seconds - a.seconds);
    this.slow = files.filter(({ seconds }) => seconds > LIMIT_S).map(({ name }) => name);
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
    return new Error(`Over ${LIMIT_S} s: ${this.slow.join(', ')}. Split it, or make it quicker.`);
  }
}

function reportIn(place: string): (kind: string, lines: readonly string[]) => void {
  mkdirSync(place, { recursive: true });
  return (kind, lines) => {
    writeFileSync(
      join(place, `${step}.${kind}`),
      lines.map((line) => `${line.replaceAll('\n', ' ')}\n`).join(''),
    );
  };
}
