import {
  NEVER_PURGED,
  answerMark,
  anyCorpusMark,
  corpusMark,
  hasOutlived,
  layerMark,
  outlives,
  purgeMarksIn,
  purgeNames,
  questionMark,
} from './purge-marks';
import { snapshotOf } from './stamps';

const [A, B, C] = ['acme/u/ann', 'acme/w/eng', 'acme/w/kitchen'];
const stampOf = (digit: string): string => digit.repeat(32);

/** The marks that somebody reads who may read `corpora`, when these names were purged. */
function marks(corpora: readonly string[], purged: Readonly<Record<string, string>> = {}) {
  const stamps = Object.entries({ '*': 'e', ...purged }).map(
    ([name, digit]) => [name, stampOf(digit)] as const,
  );
  return purgeMarksIn(snapshotOf(purgeNames('acme', corpora), new Map(stamps)), 'acme');
}

const cites = (...corpora: string[]) => corpora.map((corpus) => ({ corpus }));

describe('Purge marks', () => {
  it('are nothing while nothing was purged', () => {
    const read = marks([A, B]);
    expect(read).toBe(NEVER_PURGED);
    expect([questionMark(read), answerMark(read, cites(A, B))]).toEqual(['', '']);
  });

  it('of a layer are in all its keys, of this tenant alone', () => {
    const read = marks([A], {
      [layerMark('l1', 'acme')]: '1',
      [layerMark('l3', 'acme')]: '3',
      [layerMark('l2', 'other')]: '2',
    });
    expect(read).toMatchObject({ l1: `*l1:acme${stampOf('1')}`, l2: '', l3: `*l3:acme${stampOf('3')}` });
    expect([questionMark(read), answerMark(read, [])]).toEqual([read.l1, read.l1]);
  });

  it('of a corpus are in the key of every question over it, and of the answers that cite it', () => {
    const purged = { [corpusMark(B)]: '1', [corpusMark(C)]: '2', [corpusMark('acme/w/other')]: '3' };
    const read = marks([A, B, C], purged);
    const [ofB, ofC] = [`*corpus:${B}${stampOf('1')}`, `*corpus:${C}${stampOf('2')}`];
    expect(questionMark(read)).toBe(ofB + ofC);
    expect(answerMark(read, cites(A))).toBe('');
    expect(answerMark(read, cites(C, A, C))).toBe(ofC);
    expect(answerMark(read, cites(C, B))).toBe(ofB + ofC);
  });

  it('of what the evidence cites are the same for everybody, whatever else they may read', () => {
    const purged = { [corpusMark(A)]: '1', [corpusMark(B)]: '2', [corpusMark(C)]: '3' };
    expect(answerMark(marks([A, B], purged), cites(B))).toBe(answerMark(marks([C, B], purged), cites(B)));
    expect(questionMark(marks([A, B], purged))).not.toBe(questionMark(marks([C, B], purged)));
  });

  it('say that an answer outlived every purge before it, also for who reads what its asker did not', () => {
    const any = anyCorpusMark('acme');
    const first = { [corpusMark(C)]: '1', [any]: '5' };
    const second = { ...first, [corpusMark(B)]: '2', [any]: '6' };
    const led = outlives(marks([A], first), {});
    for (const reader of [[A], [A, C], [B, C]]) expect(hasOutlived(led, marks(reader, first))).toBe(true);
    expect(hasOutlived(led, marks([A], second))).toBe(true);
    for (const reader of [[B], [A, C]]) expect(hasOutlived(led, marks(reader, second))).toBe(false);

    const again = outlives(marks([C], second), led);
    for (const reader of [[B], [A, C], [B, C]]) expect(hasOutlived(again, marks(reader, second))).toBe(true);
    const third = { ...second, [any]: '7', [corpusMark(A)]: '3' };
    expect(hasOutlived(again, marks([C], third))).toBe(true);
    expect(hasOutlived(again, marks([A, C], third))).toBe(false);
  });

  it('say of an answer of before all purges that it outlived none', () => {
    const before = outlives(marks([A, B]), {});
    expect(before).toEqual({});
    expect(hasOutlived(before, marks([A, B]))).toBe(true);
    expect(hasOutlived(before, marks([B], { [corpusMark(B)]: '1', [anyCorpusMark('acme')]: '5' }))).toBe(
      false,
    );
    // The mark of all corpora is younger than that of one: versions before it purged without it.
    expect(hasOutlived(before, marks([B], { [corpusMark(B)]: '1' }))).toBe(false);
  });

  it('change with each purge', () => {
    const after = (digit: string) => answerMark(marks([B], { [corpusMark(B)]: digit }), cites(B));
    expect(after('1')).not.toBe(after('2'));
  });
});
