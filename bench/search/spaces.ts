import { LexicalEmbedding } from '../../src/models/embedding/lexical.embedding';
import { MadeUpModel } from '../../test/support/made-up-model';
import type { Base } from '../../test/support/many-chunks';
import { gaussian, seeded, unit } from '../../test/support/seeded';
import { publicTexts, type Texts } from './texts';

export interface Question {
  readonly text: string;
  readonly vector: Float32Array;
}

/** So many of the questions, from all over the set. */
export function sampled(questions: readonly Question[], count: number): Question[] {
  const step = Math.floor(questions.length / count);
  return questions.filter((_, i) => i % step === 0).slice(0, count);
}

/** Vectors of one kind, for chunks and for questions about them. */
export interface Space {
  readonly name: string;
  readonly bases: readonly Base[];
  readonly questions: readonly Question[];
  /** How much noise each use of a base gets: a third of the distance between two unrelated texts. */
  readonly spread: number;
  /** What the product is told is its embedding model. Notes that are written get vectors of the bases, at once. */
  readonly model: MadeUpModel;
}

interface Folders {
  /** Of public texts. */
  readonly data: string;
  /** Of vectors that were computed before. */
  readonly cache: string;
}

/**
 * - `minilm`, `lexical`: what the built-in models make of public texts.
 * - `made-N`: MiniLM's vectors turned into N dimensions, at random. The cosines stay what they are.
 * - `positive-N`: the same, and then pressed into 0–1, so that no component is negative and all vectors are near each other.
 */
export async function spaceNamed(name: string, { data, cache }: Folders): Promise<Space> {
  const texts = await publicTexts(data, cache);
  const [kind = '', dimensions = ''] = name.split('-');
  switch (kind) {
    case 'minilm':
      return spaceOf(name, texts, 0.39);
    case 'lexical':
      return spaceOf(name, await lexical(texts), 0.39);
    case 'made':
      return spaceOf(
        name,
        turned(texts, Number(dimensions), (x) => x),
        0.39,
      );
    case 'positive':
      return spaceOf(name, turned(texts, Number(dimensions), logistic), 0.1);
    default:
      throw new Error(`There is no space named ${name}: minilm, lexical, made-N or positive-N.`);
  }
}

function spaceOf(name: string, { texts, vectors, questions, questionVectors }: Texts, spread: number): Space {
  const bases = vectors.map((vector, i) => ({ content: passageFrom(texts, i), vector }));
  const model = new MadeUpModel(`bench-${name}`, vectors, spread);
  const asked = questionVectors.map((vector, i) => ({ text: questions[i] ?? '', vector }));
  return { name, bases, questions: asked, spread, model };
}

/** A chunk is longer than the sentence that its vector is of: what follows is its neighbours. */
function passageFrom(texts: readonly string[], at: number): string {
  let passage = '';
  for (let i = at; passage.length < PASSAGE_CHARS && i < at + PASSAGE_CHARS; i++)
    passage += `${texts[i % texts.length] ?? ''} `;
  return passage.slice(0, PASSAGE_CHARS);
}

/** As long as a chunk of prose is on average with the built-in chunker and model. */
const PASSAGE_CHARS = 700;

async function lexical({ texts, questions }: Texts): Promise<Texts> {
  const model = new LexicalEmbedding();
  return {
    texts,
    questions,
    vectors: await model.embed(texts),
    questionVectors: await model.embed(questions),
  };
}

function turned({ vectors, questionVectors, ...texts }: Texts, dimensions: number, press: Press): Texts {
  const next = gaussian(seeded(dimensions));
  const rows = Array.from({ length: dimensions }, () => Float32Array.from({ length: 384 }, next));
  const turn = (vector: Float32Array): Float32Array =>
    unit(
      rows.map((row) => {
        let sum = 0;
        for (let i = 0; i < vector.length; i++) sum += (row[i] ?? 0) * (vector[i] ?? 0);
        return press(sum);
      }),
    );
  return { ...texts, vectors: vectors.map(turn), questionVectors: questionVectors.map(turn) };
}

type Press = (x: number) => number;

const logistic: Press = (x) => 1 / (1 + Math.exp(-x));
