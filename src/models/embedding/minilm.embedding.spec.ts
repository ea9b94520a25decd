import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { ModelUnavailableError } from '../../core';
import { MiniLmEmbedding } from './minilm.embedding';

const folder = resolve(__dirname, '../../../models/all-MiniLM-L6-v2');

const unexpected = (): never => {
  throw new Error('The worker crashed.');
};

const bits = (vector: Float32Array): string => Buffer.from(vector.slice().buffer).toString('hex');

const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

const SENTENCES = [
  '',
  'What is a cache?',
  'A cache keeps answers close.',
  'Wie spät ist es in Zürich?',
  'the dog '.repeat(60),
  '東京タワーの高さは何メートルですか',
  'Deadline: 2024-05-01, budget 12,5 k€ [SEP] urgent',
  'x'.repeat(300),
  'Rust and C++ programs call it through FFI; see §4.',
  '🙂 ok',
];

describe('MiniLmEmbedding', () => {
  let model: MiniLmEmbedding;

  beforeAll(async () => {
    model = await MiniLmEmbedding.start({ timeoutMs: 20_000, folder, onStateChange: unexpected });
  });

  afterAll(() => model.close());

  const embedOne = async (text: string): Promise<Float32Array> => {
    const [vector] = await model.embed([text]);
    return vector ?? unexpected();
  };

  it('names the model file in its id', () => {
    expect(model.modelId).toBe('minilm-l6-v2-q8@9f2a3a769ab8+be50c3628f2b');
  });

  it('puts a paraphrase nearer than another subject', async () => {
    const [question, paraphrase, other] = await model.embed([
      'How do I reset my password?',
      'I forgot my password, what can I do?',
      'The harvest of 1893 was poor.',
    ]);
    if (!question || !paraphrase || !other) throw new Error('Three vectors were asked for.');
    expect(cosine(question, paraphrase)).toBeGreaterThan(0.6);
    expect(cosine(question, other)).toBeLessThan(0.2);
  });

  it('gives a text the same bits alone and in any batch', async () => {
    const alone = new Map<string, string>();
    for (const text of SENTENCES) alone.set(text, bits(await embedOne(text)));
    expect(new Set(alone.values()).size).toBe(SENTENCES.length);
    const batches = fc.array(fc.constantFrom(...SENTENCES), { minLength: 2, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(batches, async (texts) => {
        const vectors = await model.embed(texts);
        expect(vectors.map(bits)).toEqual(texts.map((text) => alone.get(text)));
      }),
      { numRuns: 12 },
    );
  });

  it('gives finite vectors of unit length for any text', async () => {
    const unit = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('\ud800', '[CLS]', '\0'),
    );
    const texts = fc.array(unit, { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(texts, async (batch) => {
        for (const vector of await model.embed(batch)) {
          expect(vector).toHaveLength(384);
          expect(cosine(vector, vector)).toBeCloseTo(1, 4);
        }
      }),
      { numRuns: 25 },
    );
  });

  it.each(['CLS', 'SEP', 'MASK', 'PAD', 'UNK'])('reads a literal [%s] as plain text', async (name) => {
    const text = `The value [${name}] is printed`;
    expect(bits(await embedOne(text))).toBe(bits(await embedOne(`The value [ ${name} ] is printed`)));
    await expect(model.countTokens([`[${name}]`])).resolves.not.toEqual([1]);
  });

  it('cuts at 256 tokens, special ones included', async () => {
    const dogs = (count: number): string => 'dog '.repeat(count);
    const full = bits(await embedOne(dogs(254)));
    expect(bits(await embedOne(`${dogs(254)} cats and a very different ending`))).toBe(full);
    expect(bits(await embedOne(`${dogs(253)} cats`))).not.toBe(full);
  });

  it('counts tokens exactly, without special ones and without cutting', async () => {
    const texts = ['', 'dog', 'dog '.repeat(1_000), 'unbelievably', '[SEP]'];
    await expect(model.countTokens(texts)).resolves.toEqual([0, 1, 1_000, 5, 3]);
  });

  it('answers a question in the middle of an import', async () => {
    const done: string[] = [];
    const bulk = model.embed(
      Array.from({ length: 40 }, (_, i) => `Line ${i} ${'of the import '.repeat(10)}`),
    );
    const imported = bulk.then(() => done.push('import'));
    await embedOne('What is a cache?').then(() => done.push('question'));
    await imported;
    expect(done).toEqual(['question', 'import']);
  });

  it('says which file is missing when it cannot start', async () => {
    const start = MiniLmEmbedding.start({
      timeoutMs: 20_000,
      folder: join(folder, 'nowhere'),
      onStateChange: unexpected,
    });
    await expect(start).rejects.toThrow(/SHA256SUMS.*git checkout/);
  });

  it('refuses work after it was closed, without a word about a crash', async () => {
    const closed = await MiniLmEmbedding.start({ timeoutMs: 20_000, folder, onStateChange: unexpected });
    await closed.close();
    await expect(closed.embed(['q'])).rejects.toBeInstanceOf(ModelUnavailableError);
    await expect(closed.countTokens(['q'])).rejects.toBeInstanceOf(ModelUnavailableError);
  });

  it('lets the process end by itself when it is closed while the model runs', async () => {
    const script = `
      const { MiniLmEmbedding } = require('./src/models/embedding/minilm.embedding');
      MiniLmEmbedding.start({ timeoutMs: 20_000, folder: ${JSON.stringify(folder)}, onStateChange() {} }).then(async (model) => {
        const texts = Array.from({ length: 50 }, () => 'word '.repeat(250));
        const outcome = model.embed(texts).catch((error) => error.name);
        await new Promise((resolve) => setTimeout(resolve, 30));
        await model.close();
        console.log(await outcome);
      });`;
    const args = ['-r', '@swc-node/register', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: resolve(folder, '../..') });
    expect(stdout.trim()).toBe('ModelUnavailableError');
  });
});
