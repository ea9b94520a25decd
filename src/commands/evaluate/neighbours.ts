import type { Product } from './product';

/** Other questions that are near enough, nearest first. */
export type Neighbours = readonly (readonly Neighbour[])[];

export interface Neighbour {
  /** Place of the question in its set. */
  readonly at: number;
  /** Cosine of the two vectors. */
  readonly similarity: number;
}

const BATCH = 256;

/** @returns vectors one behind the other, in single precision */
export async function embedded(texts: readonly string[], embed: Product['embed']): Promise<Buffer> {
  const vectors: Buffer[] = [];
  for (let from = 0; from < texts.length; from += BATCH)
    for (const vector of await embed(texts.slice(from, from + BATCH)))
      vectors.push(Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength));
  return Buffer.concat(vectors);
}

/** @returns triples `one, other, similarity` of those that are at least `floor` alike, in single precision */
export function pairsAbove(vectors: Buffer, count: number, floor: number): Buffer {
  const values = numbersOf(vectors);
  const length = values.length / count;
  const all = Array.from({ length: count }, (_, at) => values.subarray(at * length, (at + 1) * length));
  const pairs: number[] = [];
  all.forEach((one, at) => {
    for (let before = 0; before < at; before++) {
      const similarity = cosine(one, all[before] ?? one);
      if (similarity >= floor) pairs.push(at, before, similarity);
    }
  });
  return Buffer.from(Float32Array.from(pairs).buffer);
}

/** @param pairs as {@link pairsAbove} returns them */
export function neighboursOf(pairs: Buffer, count: number): Neighbours {
  const triples = numbersOf(pairs);
  const neighbours = Array.from({ length: count }, (): Neighbour[] => []);
  for (let pair = 0; pair < triples.length; pair += 3) {
    const [one = 0, other = 0, similarity = 0] = triples.subarray(pair, pair + 3);
    neighbours[one]?.push({ at: other, similarity });
    neighbours[other]?.push({ at: one, similarity });
  }
  for (const near of neighbours) near.sort((a, b) => b.similarity - a.similarity);
  return neighbours;
}

/** Of vectors of unit length. */
function cosine(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let axis = 0; axis < one.length; axis++) sum += (one[axis] ?? 0) * (other[axis] ?? 0);
  return sum;
}

/** Copied, because bytes from a file begin anywhere. */
function numbersOf(bytes: Buffer): Float32Array {
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}
