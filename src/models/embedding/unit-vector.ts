/** The rounding of 384 to 4,096 float32 numbers stays far below this. */
const TOLERANCE = 1e-3;

/** @throws {Error} when the vector's length is not `dimensions`, a number is not finite, or it is not of unit length */
export function assertUnitLength(vector: Float32Array, dimensions: number): void {
  if (vector.length !== dimensions)
    throw new Error(`A vector of ${vector.length} numbers, not ${dimensions}.`);
  // Also false for NaN and infinities.
  if (Math.abs(norm(vector) - 1) < TOLERANCE) return;
  throw new Error('A vector is not of unit length.');
}

/** Divides by the Euclidean length, in double precision. `null` when that is zero or not finite. */
export function toUnitLength(vector: ArrayLike<number>): Float32Array | null {
  const length = norm(vector);
  if (!Number.isFinite(length) || length === 0) return null;
  return Float32Array.from(vector, (value) => value / length);
}

function norm(vector: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i += 1) sum += (vector[i] ?? 0) ** 2;
  return Math.sqrt(sum);
}
