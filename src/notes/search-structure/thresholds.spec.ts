import * as fc from 'fast-check';
import { thresholdsOf } from './thresholds';

const vectors = fc.integer({ min: 1, max: 8 }).chain((dimensions) =>
  fc.array(
    fc
      .array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: dimensions, maxLength: dimensions })
      .map((numbers) => Float32Array.from(numbers)),
    { minLength: 1, maxLength: 20 },
  ),
);

describe('the thresholds of a space', () => {
  it('have the mean of each component in the middle, and the others equally far below and above', () => {
    const [low, middle, high] = thresholdsOf([Float32Array.of(1, 5), Float32Array.of(3, 5)]);
    const spread = Math.sqrt(0.5);
    expect([...middle]).toEqual([2, 5]);
    expect(low[0]).toBeCloseTo(2 - 0.8 * spread);
    expect(high[1]).toBeCloseTo(5 + 0.8 * spread);
  });

  it('move with the vectors: what is added to every vector is added to each threshold', () => {
    fc.assert(
      fc.property(vectors, (sample) => {
        const moved = thresholdsOf(sample.map((vector) => vector.map((x) => x + 2)));
        thresholdsOf(sample).forEach((threshold, nth) => {
          threshold.forEach((x, at) => {
            expect(moved[nth]?.[at]).toBeCloseTo(x + 2, 4);
          });
        });
      }),
    );
  });

  it('do not depend on the order of the sample by more than rounding', () => {
    fc.assert(
      fc.property(vectors, (sample) => {
        const turned = thresholdsOf(sample.toReversed());
        thresholdsOf(sample).forEach((threshold, nth) => {
          threshold.forEach((x, at) => {
            expect(turned[nth]?.[at]).toBeCloseTo(x, 5);
          });
        });
      }),
    );
  });

  it('need a sample', () => {
    expect(() => thresholdsOf([])).toThrow('sample');
  });
});
