import { readFile } from 'node:fs/promises';
import { Tokenizer as LibraryTokenizer } from '@huggingface/tokenizers';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { type MiniLmFiles } from './minilm.files';
import { MINILM_DIMENSIONS, MINILM_MAX_TOKENS } from './minilm.shape';
import { assertUnitLength } from './unit-vector';

/** The part of the library that is used. Its own types (0.2.0) do not resolve under `moduleResolution: nodenext`. */
interface Tokenizer {
  encode(text: string, options: { add_special_tokens: boolean }): { readonly ids: readonly number[] };
}
const Tokenizer = LibraryTokenizer as new (tokenizer: object, config: object) => Tokenizer;

const END_OF_TEXT = 102;

/**
 * Longer texts are cut before they are tokenized, which takes 0.7 µs a character. 256 tokens of prose are some 1,200
 * characters. Only white space or words of over a hundred letters fill 16,384 characters with fewer tokens.
 */
const MAX_CHARACTERS = 16_384;

/** Runs the model and blocks its thread meanwhile. */
export class MiniLmEncoder {
  readonly #tokenizer: Tokenizer;
  readonly #session: InferenceSession;

  private constructor(tokenizer: Tokenizer, session: InferenceSession) {
    this.#tokenizer = tokenizer;
    this.#session = session;
  }

  static async load(files: MiniLmFiles): Promise<MiniLmEncoder> {
    const tokenizer = new Tokenizer(await readJson(files.tokenizer), await readJson(files.tokenizerConfig));
    // One thread each. The other cores serve requests, and batches are too small to gain from more.
    const threads = { intraOpNumThreads: 1, interOpNumThreads: 1 };
    return new MiniLmEncoder(tokenizer, await InferenceSession.create(files.model, threads));
  }

  /**
   * @returns one `Float32Array[384]` of unit length per text, each with a buffer of its own
   * @throws {Error} when the model gives something else
   */
  async embed(texts: readonly string[]): Promise<Float32Array<ArrayBuffer>[]> {
    const rows = texts.map((text) => this.#inputIds(text));
    const output = await this.#session.run(feedsOf(rows), ['sentence_embedding']);
    const data = output['sentence_embedding']?.data;
    if (!(data instanceof Float32Array)) throw new Error('The model gave no vectors.');
    return rows.map((_, row) => {
      const vector = Float32Array.from(data.subarray(row * MINILM_DIMENSIONS, (row + 1) * MINILM_DIMENSIONS));
      assertUnitLength(vector, MINILM_DIMENSIONS);
      return vector;
    });
  }

  /** Tokens of each text, without special ones. Exact, and not cut. */
  count(texts: readonly string[]): number[] {
    return texts.map((text) => this.#encode(text, false).length);
  }

  /** With [CLS] in front and [SEP] at the end. Cut to the model's length here, because the library never cuts. */
  #inputIds(text: string): readonly number[] {
    const ids = this.#encode(text.slice(0, MAX_CHARACTERS), true);
    return ids.length > MINILM_MAX_TOKENS ? [...ids.slice(0, MINILM_MAX_TOKENS - 1), END_OF_TEXT] : ids;
  }

  #encode(text: string, withSpecialTokens: boolean): readonly number[] {
    return this.#tokenizer.encode(asPlainText(text), { add_special_tokens: withSpecialTokens }).ids;
  }
}

/**
 * The tokenizer takes a literal "[SEP]" for the special token. A note could so end its own text early, or pad it.
 * With spaces inside the brackets it becomes the tokens that any other bracketed word gets.
 */
function asPlainText(text: string): string {
  return text.replace(/\[(CLS|SEP|MASK|PAD|UNK)\]/g, '[ $1 ]');
}

/** int64 [texts, longest]. Padding has mask 0, and the token type is 0 everywhere. */
function feedsOf(rows: readonly (readonly number[])[]): Record<string, Tensor> {
  const width = Math.max(...rows.map((row) => row.length));
  const cells = (): BigInt64Array => new BigInt64Array(rows.length * width);
  const [ids, mask] = [cells(), cells()];
  rows.forEach((row, r) => {
    ids.set(row.map(BigInt), r * width);
    mask.fill(1n, r * width, r * width + row.length);
  });
  const tensor = (data: BigInt64Array): Tensor => new Tensor('int64', data, [rows.length, width]);
  return { input_ids: tensor(ids), attention_mask: tensor(mask), token_type_ids: tensor(cells()) };
}

async function readJson(path: string): Promise<object> {
  const value: unknown = JSON.parse(await readFile(path, 'utf8'));
  if (typeof value !== 'object' || value === null) throw new Error(`${path} holds no JSON object.`);
  return value;
}
