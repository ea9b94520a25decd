export { seeded, shuffled } from '../../src/commands/evaluate/seeded';

/** Normally distributed numbers around zero (Box and Muller 1958). */
export function gaussian(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Of unit length. */
export function unit(vector: ArrayLike<number>): Float32Array {
  const values = Float32Array.from(vector);
  const length = Math.hypot(...values);
  return values.map((x) => x / length);
}
