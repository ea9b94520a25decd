import fc from 'fast-check';
import { EPOCH, parseStamps, snapshotOf } from './stamps';
import { StampsUnavailableError } from './stamps-unavailable.error';

const hex = (digit: string): string => digit.repeat(32);
const written = new Map([
  [EPOCH, hex('e')],
  ['a', hex('1')],
  ['b', hex('2')],
]);

describe('snapshotOf', () => {
  it('holds the readable corpora that were ever written, sorted, and their stamps behind the one of the epoch', () => {
    expect(snapshotOf(['b', 'never', 'a'], written)).toEqual({
      scope: ['a', 'b'],
      stamps: hex('e') + hex('1') + hex('2'),
    });
  });

  it('leaves out what is written but not readable', () => {
    expect(snapshotOf(['a'], written)).toEqual({ scope: ['a'], stamps: hex('e') + hex('1') });
  });

  it('counts a corpus once and the epoch never, whatever is asked for', () => {
    expect(snapshotOf(['a', EPOCH, 'a'], written).scope).toEqual(['a']);
  });

  it('refuses to speak without an epoch', () => {
    expect(() => snapshotOf(['a'], new Map([['a', hex('1')]]))).toThrow(
      new StampsUnavailableError('no_epoch'),
    );
  });

  it('differs whenever the stamp of a corpus in scope or of the epoch does', () => {
    const stamp = fc.stringMatching(/^[0-9a-f]{32}$/);
    const corpora = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 });
    const stamps = corpora.chain((ids) => {
      const all = [...new Set([EPOCH, ...ids])];
      return fc.record({
        before: fc.tuple(...all.map((id) => stamp.map((value): [string, string] => [id, value]))),
        changed: fc.constantFrom(...all),
        to: stamp,
      });
    });
    fc.assert(
      fc.property(stamps, ({ before, changed, to }) => {
        const old = new Map(before);
        fc.pre(old.get(changed) !== to);
        const ids = [...old.keys()];
        expect(snapshotOf(ids, new Map(old).set(changed, to))).not.toEqual(snapshotOf(ids, old));
      }),
    );
  });
});

describe('parseStamps', () => {
  it('reads the column as pg parsed it, odd names included', () => {
    const column: unknown = JSON.parse(`{"*":"${hex('e')}","__proto__":"${hex('1')}","7":"${hex('2')}"}`);
    expect([...parseStamps(column)].sort()).toEqual([
      ['*', hex('e')],
      ['7', hex('2')],
      ['__proto__', hex('1')],
    ]);
  });

  it('takes null, an empty table of marks, for no stamps', () => {
    expect(parseStamps(null).size).toBe(0);
  });

  it.each([['text'], [undefined], [{ a: 'short' }], [{ a: 7 }]])('refuses %p', (column) => {
    expect(() => parseStamps(column)).toThrow(TypeError);
  });
});
