/**
 * In spreads from the centre. Four ranges of equal weight for a normal distribution begin at .67. With .6, .8 and 1 the nearest
 * five of 100,000 real vectors were among the first 100, and with one threshold at the centre among the first 2,000.
 */
const STEP = 0.8;

/** One for each threshold. */
export const BITS_PER_COMPONENT = 3;

/**
 * Where the three bits of a sketch begin, for each component: below, at and above its centre. A model's components need not lie
 * around zero, and those of some are all positive. The spread is that of all components together, because one of its own for each
 * would make the least of them count as much as any.
 * @param sample `Float32Array[dimensions]` each, of varied texts
 * @returns low, middle, high: `Float32Array[dimensions]` each
 * @throws {Error} without a sample
 */
export function thresholdsOf(sample: readonly Float32Array[]): [Float32Array, Float32Array, Float32Array] {
  const [first] = sample;
  if (!first) throw new Error('Thresholds need a sample.');
  const centre = first.map((_, at) => mean(sample.map((vector) => vector[at] ?? 0)));
  const spread = Math.sqrt(
    mean(sample.map((vector) => mean(Array.from(vector, (x, at) => (x - (centre[at] ?? 0)) ** 2)))),
  );
  const shifted = (steps: number): Float32Array => centre.map((x) => x + steps * STEP * spread);
  return [shifted(-1), centre, shifted(1)];
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
