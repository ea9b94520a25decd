import {
  NEVER_PURGED,
  answerMark,
  corpusMark,
  layerMark,
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

  it('change with each purge', () => {
    const after = (digit: string) => answerMark(marks([B], { [corpusMark(B)]: digit }), cites(B));
    expect(after('1')).not.toBe(after('2'));
  });
});
