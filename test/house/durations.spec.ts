import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import DurationsReporter, { type FileResult } from '../support/durations.reporter';

describe('How long spec files take', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trivet-durations-'));
    process.env['TRIVET_TEST_REPORT'] = folder;
    process.env['TRIVET_TEST_STEP'] = 'step';
  });

  afterEach(() => {
    delete process.env['TRIVET_TEST_REPORT'];
    delete process.env['TRIVET_TEST_STEP'];
    rmSync(folder, { recursive: true });
  });

  /** What a run fails with whose first file took `seconds`, and `others` as long as they say. */
  const failure = (seconds: number, others: readonly number[] = []): string | undefined => {
    const reporter = new DurationsReporter();
    reporter.onRunComplete(null, { testResults: [seconds, ...others].map(fileOf) });
    return reporter.getLastError()?.message;
  };

  it('fails a run of one file that takes over a minute', () => {
    expect(failure(59)).toBeUndefined();
    expect(failure(61)).toBe('Over 60 s: 0.spec.ts. Split it, or make it quicker.');
  });

  it('fails a long run for a file that takes over a twentieth of it, on a slow machine too', () => {
    const others = Array.from({ length: 260 }, () => 7);
    expect(failure(78, others)).toBeUndefined();
    expect(failure(120, others)).toContain('Over 97 s: 0.spec.ts.');
  });

  it('fails no run for a short file, whatever part of it that is', () => {
    expect(failure(59, [1, 1])).toBeUndefined();
  });

  it('is told with the names of what ran and what was skipped', () => {
    failure(2, [3]);
    const told = (kind: string): string => readFileSync(join(folder, `step.${kind}`), 'utf8');
    expect(told('durations')).toBe('   3.0 s  1.spec.ts\n   2.0 s  0.spec.ts\n');
    expect(told('ran')).toBe('0.spec.ts: ran\n1.spec.ts: ran\n');
    expect(told('skipped')).toBe('0.spec.ts: did not\n1.spec.ts: did not\n');
  });
});

function fileOf(seconds: number, at: number): FileResult {
  return {
    testFilePath: join(process.cwd(), `${at}.spec.ts`),
    perfStats: { runtime: seconds * 1_000 },
    testResults: [
      { status: 'passed', fullName: 'ran' },
      { status: 'pending', fullName: 'did not' },
    ],
  };
}
