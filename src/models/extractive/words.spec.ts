import fc from 'fast-check';
import { COMMON, likeness, wordsOf } from './words';

const stems = (text: string): string[] => wordsOf(text).map(({ stem }) => stem);

describe('wordsOf', () => {
  it.each([
    ['run runs running', 1],
    ['city cities', 1],
    ['base based bases basing', 1],
    ['process processes processed', 1],
    ['stop stopped stopping', 1],
    ['café Café cafe', 1],
    ['1,000 1000', 1],
    ['C C++ C#', 3],
    ['bus bush', 2],
  ])('%s are %i different words', (text, count) => {
    expect(new Set(stems(text)).size).toBe(count);
  });

  it('keeps decimals, times and version numbers whole, and drops a possessive', () => {
    expect(wordsOf("Ann's bus at 14:30 took 2.5 h.").map(({ text }) => text)).toEqual([
      ...['Ann', 'bus', 'at', '14:30', 'took', '2.5', 'h'],
    ]);
  });

  it('takes scripts without spaces character by character', () => {
    expect(stems('東京は首都')).toHaveLength(5);
  });

  it('finds a common word however it is capitalised', () => {
    expect(stems('Which WHERE does').every((stem) => COMMON.has(stem))).toBe(true);
  });

  it('takes any text, and finds only words that stand in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const { text: word } of wordsOf(text)) expect(text).toContain(word);
      }),
    );
  });
});

describe('likeness', () => {
  it('relates a word to its derivations and keeps numbers apart', () => {
    expect(likeness('invent', 'invention')).toBeCloseTo(0.67);
    expect(likeness('company', 'compost')).toBe(0);
    expect(likeness('1955', '1956')).toBe(0);
    expect(likeness('1955', '1955')).toBe(1);
  });

  it.each([
    ['wait', 'waiter', true],
    ['roast', 'roastery', true],
    ['post', 'postag', true],
    ['stand', 'standard', false],
  ])('takes %j and %j for related: %s', (word, longer, isDerived) => {
    expect(likeness(word, longer) > 0).toBe(isDerived);
  });

  it('is symmetric, and 1 only of a word with itself', () => {
    const word = fc.stringMatching(/^[ab]{1,8}$/);
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(likeness(a, b)).toBe(likeness(b, a));
        expect(likeness(a, b) === 1).toBe(a === b);
      }),
    );
  });
});
