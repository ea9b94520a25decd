import { z } from 'zod';
import { UpstreamFault } from '../upstream/upstream-fault';
import { toUnitLength } from './unit-vector';

const BYTES_PER_FLOAT = 4;

/** The part of an answer of `POST /embeddings` that is read. Some servers send base64 whatever was asked. */
const answer = z.object({
  data: z.array(
    z.object({
      index: z.int().nonnegative(),
      embedding: z.union([z.array(z.number()), z.base64().transform(floatsOfBase64)]),
    }),
  ),
});

/** How many vectors the answer must hold, and how long each must be. */
export interface ExpectedVectors {
  readonly count: number;
  readonly dimensions: number;
}

/**
 * @returns `Float32Array[dimensions]` of unit length for each text, in the order of the request
 * @throws {UpstreamFault} when the answer is not one finite vector of that length for each text; quotes nothing of it
 */
export function readVectors(response: unknown, expected: ExpectedVectors): Float32Array[] {
  const parsed = answer.safeParse(response);
  if (!parsed.success) throw rubbish('The server answered something other than a list of embeddings.');
  const { data } = parsed.data;
  if (data.length !== expected.count) throw rubbish(`${data.length} embeddings for ${expected.count} texts.`);
  const byIndex = new Map(data.map(({ index, embedding }) => [index, embedding]));
  return Array.from({ length: expected.count }, (_, index) =>
    readVector(byIndex.get(index), expected.dimensions),
  );
}

function readVector(embedding: readonly number[] | undefined, dimensions: number): Float32Array {
  if (!embedding) throw rubbish('The indexes of the embeddings do not match the texts.');
  if (embedding.length !== dimensions) {
    throw rubbish(
      `The server's vectors have ${embedding.length} numbers, not ${dimensions}: correct the setting.`,
    );
  }
  const vector = toUnitLength(embedding);
  if (!vector) throw rubbish('A vector is zero or not finite.');
  return vector;
}

function rubbish(message: string): UpstreamFault {
  return new UpstreamFault('rubbish', message);
}

/** Little-endian float32, as OpenAI packs them. */
function floatsOfBase64(encoded: string): number[] {
  const bytes = Buffer.from(encoded, 'base64');
  return Array.from({ length: Math.floor(bytes.length / BYTES_PER_FLOAT) }, (_, i) =>
    bytes.readFloatLE(i * BYTES_PER_FLOAT),
  );
}
