import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { LexicalEmbedding } from '../src/models/embedding/lexical.embedding';
import { MiniLmEmbedding } from '../src/models/embedding/minilm.embedding';
import type { EmbeddingModel } from '../src/core/ports/embedding-model';

/**
 * Where a model's `relevanceFloor` comes from. It prints the cosines of XQuAD's questions to their own paragraph and
 * to paragraphs of other articles. It also prints how often the own paragraph is among the first five.
 *
 * Usage:
 *
 *     node -r @swc-node/register bench/relevance-floor.ts <folder with xquad.en.json>
 */
interface Article {
  readonly title: string;
  readonly paragraphs: readonly {
    readonly context: string;
    readonly qas: readonly { readonly question: string }[];
  }[];
}

interface Paragraph {
  readonly article: number;
  readonly title: string;
  readonly content: string;
}

interface Question {
  readonly article: number;
  readonly paragraph: number;
  readonly text: string;
}

interface Corpus {
  readonly paragraphs: readonly Paragraph[];
  readonly questions: readonly Question[];
}

function readCorpus(folder: string): Corpus {
  const { data } = JSON.parse(readFileSync(join(folder, 'xquad.en.json'), 'utf8')) as { data: Article[] };
  const paragraphs: Paragraph[] = [];
  const questions: Question[] = [];
  data.forEach(({ title, paragraphs: own }, article) => {
    for (const { context, qas } of own) {
      for (const { question } of qas)
        questions.push({ article, paragraph: paragraphs.length, text: question });
      paragraphs.push({ article, title: title.replaceAll('_', ' '), content: context });
    }
  });
  return { paragraphs, questions };
}

function cosine(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

function percentiles(values: readonly number[], marks: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (mark: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor((mark / 100) * sorted.length))] ?? NaN;
  return marks.map((mark) => `p${mark} ${at(mark).toFixed(3)}`).join('  ');
}

async function timed(model: EmbeddingModel, texts: readonly string[]): Promise<Float32Array[]> {
  const started = performance.now();
  const vectors = await model.embed(texts);
  console.log(
    `  ${texts.length} texts, ${((performance.now() - started) / texts.length).toFixed(2)} ms each`,
  );
  return vectors;
}

function recallAt5(
  questions: readonly Question[],
  asked: readonly Float32Array[],
  found: readonly Float32Array[],
): string {
  const hits = questions.filter(({ paragraph }, q) => {
    const scores = found.map((vector) => cosine(vector, asked[q] ?? vector));
    const own = scores[paragraph] ?? -1;
    return scores.filter((score) => score > own).length < 5;
  });
  return (hits.length / questions.length).toFixed(4);
}

function printFloors(own: readonly number[], other: readonly number[]): void {
  console.log(`  own paragraph    ${percentiles(own, [0, 0.5, 1, 5, 50, 95])}`);
  console.log(`  other articles   ${percentiles(other, [5, 50, 75, 90, 95, 99, 99.9])}`);
  for (let floor = 0; floor < 0.31; floor += 0.025) {
    const lost = own.filter((value) => value < floor).length / own.length;
    const dropped = other.filter((value) => value < floor).length / other.length;
    console.log(
      `  floor ${floor.toFixed(3)}: loses ${(100 * lost).toFixed(2)} %, drops ${(100 * dropped).toFixed(1)} %`,
    );
  }
}

async function measure(model: EmbeddingModel, { paragraphs, questions }: Corpus): Promise<void> {
  console.log(model.modelId);
  const raw = await timed(
    model,
    questions.map(({ text }) => text),
  );
  const folded = await model.embed(questions.map(({ text }) => text.toLowerCase().replace(/\?$/, '')));
  const plain = await timed(
    model,
    paragraphs.map(({ content }) => content),
  );
  const titled = await model.embed(paragraphs.map(({ title, content }) => `${title}\n\n${content}`));
  const named = { raw, folded };
  for (const [name, asked] of Object.entries(named)) {
    console.log(
      `  recall@5, question ${name}: ${recallAt5(questions, asked, plain)}, with titles ${recallAt5(questions, asked, titled)}`,
    );
  }
  for (const [name, found] of Object.entries({ plain, titled })) {
    const other: number[] = [];
    const bestOther: number[] = [];
    const own = questions.map(({ article, paragraph }, q) => {
      const scores = found.map((vector) => cosine(vector, raw[q] ?? vector));
      const others = scores.filter((_, p) => paragraphs[p]?.article !== article);
      other.push(...others);
      bestOther.push(Math.max(...others));
      return scores[paragraph] ?? NaN;
    });
    console.log(`  documents ${name}:`);
    console.log(`  best of others   ${percentiles(bestOther, [1, 5, 50, 95, 99])}`);
    printFloors(own, other);
  }
}

async function main(folder: string | undefined): Promise<void> {
  if (!folder) throw new Error('Name the folder of xquad.en.json.');
  const corpus = readCorpus(folder);
  const miniLm = await MiniLmEmbedding.start({
    timeoutMs: 60_000,
    folder: resolve(__dirname, '../models/all-MiniLM-L6-v2'),
    onStateChange: (change) => {
      console.error(change);
    },
  });
  try {
    await measure(new LexicalEmbedding(), corpus);
    await measure(miniLm, corpus);
  } finally {
    await miniLm.close();
  }
}

main(process.argv[2]).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
