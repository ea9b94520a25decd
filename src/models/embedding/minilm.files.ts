import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

const MODEL = 'onnx/model_quantized.onnx';
const TOKENIZER = 'tokenizer.json';

const REMEDY = 'Restore the folder (git checkout -- models), or choose another embedding model.';

/** The checked files of a MiniLM folder. */
export interface MiniLmFiles {
  /** Path of the ONNX graph with its weights. */
  readonly model: string;
  /** Path of the tokenizer's vocabulary and rules. */
  readonly tokenizer: string;
  /** Path of the tokenizer's settings. */
  readonly tokenizerConfig: string;
  /** The first 12 digits of the SHA-256 sums of model and tokenizer. So it changes with either. */
  readonly modelId: string;
}

/**
 * Reads both files that shape vectors and compares them with `SHA256SUMS` of the folder. A damaged model would give
 * vectors that look fine and find nothing.
 * @throws {Error} that names the file and the remedy
 */
export async function checkMiniLmFiles(folder: string): Promise<MiniLmFiles> {
  const sums = await readSums(folder);
  const model = await check(folder, MODEL, sums);
  const tokenizer = await check(folder, TOKENIZER, sums);
  return {
    model: join(folder, MODEL),
    tokenizer: join(folder, TOKENIZER),
    tokenizerConfig: join(folder, 'tokenizer_config.json'),
    modelId: `minilm-l6-v2-q8@${model.slice(0, 12)}+${tokenizer.slice(0, 12)}`,
  };
}

/** Lines of sha256sum: 64 hex digits, two spaces, the name. */
async function readSums(folder: string): Promise<ReadonlyMap<string, string>> {
  const path = join(folder, 'SHA256SUMS');
  const content = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Error(`Cannot read ${path}. ${REMEDY}`, { cause });
  });
  const lines = content.matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm);
  return new Map(Array.from(lines, ([, sum = '', name = '']) => [name, sum]));
}

async function check(folder: string, name: string, sums: ReadonlyMap<string, string>): Promise<string> {
  const path = join(folder, name);
  const expected = sums.get(name);
  if (!expected) throw new Error(`SHA256SUMS in ${folder} does not name ${name}. ${REMEDY}`);
  const actual = await sha256(path);
  if (actual === expected) return actual;
  throw new Error(`${path} is not the file that SHA256SUMS names (its sum is ${actual}). ${REMEDY}`);
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw new Error(`Cannot read ${path}. ${REMEDY}`, { cause });
  }
  return hash.digest('hex');
}
