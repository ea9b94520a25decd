import fc from 'fast-check';
import { citedNumbers, renumbered } from './renumbered';

describe('the citations of an answer that is told with other evidence', () => {
  it.each([
    {
      what: 'keep their numbers where the passages stand at the same places',
      text: 'Ten pounds. [1]',
      before: ['a', 'b'],
      now: ['a', 'c'],
      told: 'Ten pounds. [1]',
    },
    {
      what: 'follow a passage that stands elsewhere now',
      text: 'Ten. [2] Or nine. [1, 3]',
      before: ['a', 'b', 'c'],
      now: ['b', 'c', 'a'],
      told: 'Ten. [1] Or nine. [3, 2]',
    },
    {
      what: 'make an answer unusable when a cited passage is gone',
      text: 'Ten. [2]',
      before: ['a', 'b'],
      now: ['a'],
      told: null,
    },
    {
      what: 'stay as they are inside of code',
      text: 'Use `list[2]`. [1]',
      before: ['a', 'b'],
      now: ['b', 'a'],
      told: 'Use `list[2]`. [2]',
    },
    {
      what: 'stay where they stand for no passage',
      text: 'In [7] it says so. [2]',
      before: ['a', 'b'],
      now: ['b'],
      told: 'In [7] it says so. [1]',
    },
  ])('$what', ({ text, before, now, told }) => {
    expect(renumbered(text, before, now)).toBe(told);
  });

  it('cite the same passages as before, whatever the order is', () => {
    const passages = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 3 }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(
        passages.chain((before) =>
          fc.tuple(
            fc.constant(before),
            fc.shuffledSubarray(before, { minLength: before.length }),
            fc.array(fc.integer({ min: 1, max: before.length }), { minLength: 1 }),
          ),
        ),
        ([before, now, numbers]) => {
          const told =
            renumbered(numbers.map((number) => `So it is. [${number}]`).join(' '), before, now) ?? '';
          const cited = [...told.matchAll(/\[(\d+)\]/g)].map(([, number]) => now[Number(number) - 1]);
          expect(cited).toEqual(numbers.map((number) => before[number - 1]));
        },
      ),
    );
  });
});

describe('the passages that an answer cites', () => {
  it('are told once each, in order, without numbers of no passage', () => {
    expect(citedNumbers('So. [3][1] And [1, 9].', 3)).toEqual([1, 3]);
  });
});
