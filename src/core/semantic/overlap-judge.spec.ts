import { overlapOf, verdictOf } from './overlap-judge';

describe('two answers, judged by their words', () => {
  it.each([
    ['right', 'A permit costs 30 pounds. [1]', 'A permit costs 30 pounds. [2]'],
    ['right', 'The permit costs 30 pounds a month [1].', 'A permit costs 30 pounds a month. [1]'],
    ['uncertain', 'Ann leads the blue team. [1]', 'Bob leads the blue team. [1]'],
    [
      'uncertain',
      'The flag is enabled on staging by default. [1]',
      'The flag is disabled on staging by default. [1]',
    ],
    ['uncertain', 'You may carry over five days. [1]', 'You may not carry over five days. [1]'],
    ['wrong', 'A permit costs 30 pounds. [1]', 'A permit costs 35 pounds. [1]'],
    [
      'wrong',
      'The gate opens at 7. [1]',
      'The gate opens at 7 and closes late in the evening of Sundays. [1]',
    ],
    ['wrong', 'Agnes has the key. [1]', 'The key hangs in the hall. [2]'],
    ['wrong', 'Yes. [1]', 'No. [1]'],
    ['right', 'Die Miete beträgt 900 €. [1]', 'die Miete beträgt 900 € [1]'],
  ] as const)('%s: %s | %s', (verdict, fresh, cached) => {
    expect(verdictOf({ fresh, cached })).toBe(verdict);
    expect(verdictOf({ fresh: cached, cached: fresh })).toBe(verdict);
  });

  it('overlap as much as F1 of their bags of words says', () => {
    expect(overlapOf(['a', 'b', 'b'], ['b', 'b', 'c'])).toBeCloseTo(4 / 6);
    expect(overlapOf([], [])).toBe(1);
  });
});
