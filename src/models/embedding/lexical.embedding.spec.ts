import fc from 'fast-check';
import { LexicalEmbedding } from './lexical.embedding';

const model = new LexicalEmbedding();

async function embedOne(text: string): Promise<Float32Array> {
  const [vector] = await model.embed([text]);
  if (!vector) throw new Error('One vector was asked for.');
  return vector;
}

async function cosine(a: string, b: string): Promise<number> {
  const [left, right] = [await embedOne(a), await embedOne(b)];
  return left.reduce((sum, value, i) => sum + value * (right[i] ?? 0), 0);
}

describe('LexicalEmbedding', () => {
  it('gives finite vectors of unit length, the same alone and in a batch, for any text', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary' }), { maxLength: 10 }), async (texts) => {
        const vectors = await model.embed(texts);
        expect(vectors).toHaveLength(texts.length);
        for (const [i, text] of texts.entries()) {
          expect(vectors[i]).toHaveLength(384);
          expect(vectors[i]?.reduce((sum, value) => sum + value * value, 0)).toBeCloseTo(1, 5);
          expect(vectors[i]).toEqual(await embedOne(text));
        }
      }),
    );
  });

  it('puts inflections and misspellings nearer than other words', async () => {
    const near = await cosine('caching embeddings', 'cached embedding');
    expect(near).toBeGreaterThan(0.4);
    expect(await cosine('caching embeddings', 'harvest festival')).toBeLessThan(near / 2);
  });

  it('knows no case, no width and no punctuation', async () => {
    expect(await cosine('Ｃaché, PLEASE!', 'caché please')).toBeCloseTo(1, 6);
  });

  it('gives texts without a letter or digit one fixed vector', async () => {
    const empty = await embedOne('');
    expect(empty[0]).toBe(1);
    expect(await embedOne(' …!? ')).toEqual(empty);
  });

  it('keeps its vectors from release to release, because they are cached under its id', async () => {
    const vector = await embedOne('Trivet');
    const axes = Array.from(vector.entries()).filter(([, value]) => value !== 0);
    expect(model.modelId).toBe('lexical-char35-384-v1');
    expect(axes.map(([axis, value]) => axis * Math.sign(value))).toMatchInlineSnapshot(`
     [
       -23,
       -39,
       -55,
       125,
       148,
       -167,
       180,
       211,
       -235,
       253,
       286,
       293,
       305,
       -314,
       -371,
     ]
    `);
  });

  it('cuts where its own count of tokens reaches the limit', async () => {
    const full = 'abc '.repeat(model.maxTokens);
    await expect(model.countTokens([full, `${full}x`, ''])).resolves.toEqual([512, 513, 0]);
    expect(await embedOne(`${full}something else`)).toEqual(await embedOne(full));
  });

  it('stops when the signal has fired', async () => {
    await expect(model.embed(['a'], AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
  });
});
