import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { canonicalQuestion } from '../../src/core/question/canonical';
import { MiniLmEmbedding } from '../../src/models/embedding/minilm.embedding';
import { MINILM_DIMENSIONS as DIMENSIONS } from '../../src/models/embedding/minilm.shape';
import type { LabelledSet } from './sets';

const BATCH = 256;
const MODEL = join(__dirname, '../../models/all-MiniLM-L6-v2');

/** Nearest first. */
export type Neighbours = readonly (readonly { readonly at: number; readonly similarity: number }[])[];

/** Questions that are nearer to each question than `floor`. They are computed once and kept in `folder`. */
export async function neighboursOf(
  { name, questions }: LabelledSet,
  folder: string,
  floor: number,
): Promise<Neighbours> {
  const vectors = await vectorsOf(
    name,
    questions.map(({ text }) => canonicalQuestion(text)),
    folder,
  );
  const pairs = await kept(join(folder, `${name}-${vectors.key}-${floor}.pairs`), () =>
    Promise.resolve(pairsAbove(vectors.values, floor)),
  );
  const neighbours = questions.map((): { at: number; similarity: number }[] => []);
  for (let pair = 0; pair < pairs.length; pair += 3) {
    const [one = 0, other = 0, similarity = 0] = pairs.subarray(pair, pair + 3);
    neighbours[one]?.push({ at: other, similarity });
    neighbours[other]?.push({ at: one, similarity });
  }
  for (const near of neighbours) near.sort((a, b) => b.similarity - a.similarity);
  return neighbours;
}

/** For each question the `top` nearest passages, as their fingerprints would be: the nearest first. */
export async function evidenceOf(
  { name, questions, passages }: LabelledSet,
  folder: string,
  top: number,
): Promise<string[][]> {
  const asked = await vectorsOf(
    name,
    questions.map(({ text }) => canonicalQuestion(text)),
    folder,
  );
  const found = await vectorsOf(`${name}-passages`, passages, folder);
  return questions.map((_, question) => {
    const ranked = passages.map((__, passage) => ({
      passage,
      similarity: cosine(asked.values, question, found.values, passage),
    }));
    ranked.sort((a, b) => b.similarity - a.similarity);
    return ranked.slice(0, top).map(({ passage }) => String(passage));
  });
}

async function vectorsOf(
  name: string,
  texts: readonly string[],
  folder: string,
): Promise<{ key: string; values: Float32Array }> {
  await mkdir(folder, { recursive: true });
  const key = createHash('sha256').update(JSON.stringify(texts)).digest('hex').slice(0, 12);
  return { key, values: await kept(join(folder, `${name}-${key}.vectors`), () => embedded(texts)) };
}

async function embedded(texts: readonly string[]): Promise<Float32Array> {
  const model = await MiniLmEmbedding.start({
    folder: MODEL,
    timeoutMs: 60_000,
    onStateChange: () => undefined,
  });
  const values = new Float32Array(texts.length * DIMENSIONS);
  try {
    for (let from = 0; from < texts.length; from += BATCH) {
      const vectors = await model.embed(texts.slice(from, from + BATCH));
      vectors.forEach((vector, at) => {
        values.set(vector, (from + at) * DIMENSIONS);
      });
    }
  } finally {
    await model.close();
  }
  return values;
}

function pairsAbove(vectors: Float32Array, floor: number): Float32Array {
  const count = vectors.length / DIMENSIONS;
  const pairs: number[] = [];
  for (let one = 0; one < count; one++) {
    for (let other = 0; other < one; other++) {
      const similarity = cosine(vectors, one, vectors, other);
      if (similarity >= floor) pairs.push(one, other, similarity);
    }
  }
  return Float32Array.from(pairs);
}

// eslint-disable-next-line no-restricted-syntax -- four numbers in the hottest loop of a bench, not an object for each
function cosine(one: Float32Array, at: number, other: Float32Array, otherAt: number): number {
  let sum = 0;
  for (let axis = 0; axis < DIMENSIONS; axis++)
    sum += (one[at * DIMENSIONS + axis] ?? 0) * (other[otherAt * DIMENSIONS + axis] ?? 0);
  return sum;
}

async function kept(file: string, compute: () => Promise<Float32Array>): Promise<Float32Array> {
  const bytes = await readFile(file).catch(() => null);
  if (bytes) return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const values = await compute();
  await writeFile(file, Buffer.from(values.buffer));
  return values;
}
