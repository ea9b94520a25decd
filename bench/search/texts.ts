import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { MiniLmEmbedding } from '../../src/models/embedding/minilm.embedding';

/** Public texts, some questions about a part of them, and MiniLM's vectors of both. */
export interface Texts {
  readonly texts: readonly string[];
  readonly vectors: readonly Float32Array[];
  readonly questions: readonly string[];
  readonly questionVectors: readonly Float32Array[];
}

const DIMENSIONS = 384;

/** The encoder is quickest with texts of one length together. */
const BATCH = 32;

/**
 * @param data with `kjv/*.json`, `xquad/xquad.en.json` and `banking77/{train,test}.csv`
 * @param cache where vectors are kept between runs, as `texts.json` and `minilm.f32`; 52,000 texts take three minutes
 */
export async function publicTexts(data: string, cache: string): Promise<Texts> {
  const files = { texts: join(cache, 'texts.json'), vectors: join(cache, 'minilm.f32') };
  if (!existsSync(files.vectors)) {
    const questions = questionsOf(data);
    const all = [...questions, ...new Set(textsOf(data))];
    const vectors = await embedded(all);
    writeFileSync(files.texts, JSON.stringify({ questions: questions.length, all }));
    writeFileSync(files.vectors, Buffer.from(vectors.buffer));
  }
  const { questions: asked, all } = JSON.parse(readFileSync(files.texts, 'utf8')) as Kept;
  const bytes = readFileSync(files.vectors);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
  const vectors = all.map((_, i) => values.slice(i * DIMENSIONS, (i + 1) * DIMENSIONS));
  return {
    texts: all.slice(asked),
    vectors: vectors.slice(asked),
    questions: all.slice(0, asked),
    questionVectors: vectors.slice(0, asked),
  };
}

interface Kept {
  /** How many of `all` are questions: the first ones. */
  readonly questions: number;
  readonly all: readonly string[];
}

interface Book {
  readonly chapters: readonly { readonly verses: readonly { readonly text: string }[] }[];
}

interface Article {
  readonly paragraphs: readonly {
    readonly context: string;
    readonly qas: readonly { readonly question: string }[];
  }[];
}

const jsonOf = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

const articlesOf = (data: string): readonly Article[] =>
  (jsonOf(join(data, 'xquad/xquad.en.json')) as { data: readonly Article[] }).data;

function questionsOf(data: string): string[] {
  return articlesOf(data).flatMap(({ paragraphs }) =>
    paragraphs.flatMap(({ qas }) => qas.map(({ question }) => question)),
  );
}

/** Verses, sentences and messages of customers. */
function textsOf(data: string): string[] {
  const books = readdirSync(join(data, 'kjv')).filter((name) => /^(?!Books).*\.json$/.test(name));
  const verses = books
    .map((name) => jsonOf(join(data, 'kjv', name)) as Book)
    .flatMap(({ chapters }) => chapters.flatMap((chapter) => chapter.verses.map(({ text }) => text)));
  const sentences = articlesOf(data).flatMap(({ paragraphs }) =>
    paragraphs.flatMap(({ context }) => context.split(/(?<=[.!?]) /)),
  );
  const messages = ['train.csv', 'test.csv'].flatMap((name) =>
    readFileSync(join(data, 'banking77', name), 'utf8')
      .split('\n')
      .slice(1)
      .map((line) =>
        line
          .replace(/,[^,]*$/, '')
          .replaceAll('"', '')
          .trim(),
      ),
  );
  return [...verses, ...sentences, ...messages].filter((text) => text.length > 0);
}

async function embedded(texts: readonly string[]): Promise<Float32Array> {
  const model = await MiniLmEmbedding.start({
    timeoutMs: 60_000,
    folder: resolve(__dirname, '../../models/all-MiniLM-L6-v2'),
    onStateChange: (change) => {
      console.error(change);
    },
  });
  try {
    const byLength = texts.map((text, i) => ({ text, i })).sort((a, b) => a.text.length - b.text.length);
    const all = new Float32Array(texts.length * DIMENSIONS);
    for (let from = 0; from < byLength.length; from += BATCH) {
      const batch = byLength.slice(from, from + BATCH);
      const vectors = await model.embed(batch.map(({ text }) => text));
      vectors.forEach((vector, k) => {
        all.set(vector, (batch[k]?.i ?? 0) * DIMENSIONS);
      });
    }
    return all;
  } finally {
    await model.close();
  }
}
