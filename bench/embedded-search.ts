/**
 * What a search costs on the embedded database (PGlite), among 10,000 chunks of one scope: by the full vectors of all, as version
 * 0.1.0 did it; by meaning alone (`RETRIEVAL=vector`); by meaning and words (`RETRIEVAL=hybrid`). Each question is asked in all
 * ways, one after the other.
 *
 * Usage:
 *
 *     node -r @swc-node/register bench/embedded-search.ts --data <folder with kjv, xquad, banking77> --cache <folder for vectors> [--chunks 10000]
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ManyChunks } from '../test/support/many-chunks';
import { startSearching, type Searching } from '../test/support/searching';
import { corpusOf, planned } from './search/corpora';
import { look, p50, recall, type Look, type Statement } from './search/looks';
import { sampled, spaceNamed, type Question, type Space } from './search/spaces';

const TENANT = 'one';
const QUESTIONS = 100;
const WARMING = 10;
const STATEMENTS: readonly Statement[] = ['exact', 'vector', 'hybrid'];

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      cache: { type: 'string' },
      chunks: { type: 'string', default: '10000' },
    },
  });
  const { data, cache } = values;
  if (data === undefined || cache === undefined) throw new Error('Give --data and --cache.');
  const space = await spaceNamed('minilm', { data, cache });
  const folder = await mkdtemp(join(tmpdir(), 'trivet-bench-'));
  const product = await startSearching(space.model, { DATA_DIR: folder });
  try {
    await load(product, space, Number(values.chunks));
    await printSearches(product, space.questions);
  } finally {
    await product.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function load({ database, built }: Searching, space: Space, chunks: number): Promise<void> {
  const many = await ManyChunks.of(database.pool, space.bases, space);
  const notes = planned(new Map([[TENANT, chunks]]), space.bases.length);
  for (let from = 0; from < notes.length; from += 100) await many.write(notes.slice(from, from + 100));
  await database.query({ text: 'ANALYZE' });
  await built();
}

async function printSearches(product: Searching, questions: readonly Question[]): Promise<void> {
  const asked = sampled(questions, QUESTIONS);
  const looks: Record<Statement, Look[]> = { exact: [], vector: [], hybrid: [] };
  for (const question of [...asked.slice(0, WARMING), ...asked])
    for (const statement of STATEMENTS)
      looks[statement].push(
        await look(product.database.pool, statement, { ...question, corpora: [corpusOf(TENANT)] }),
      );
  const median = (statement: Statement): number => p50(looks[statement].slice(WARMING));
  const [exact, vector, hybrid] = [median('exact'), median('vector'), median('hybrid')];
  console.log(
    `exact p50 ${exact.toFixed(1)} ms; vector ${vector.toFixed(1)} ms, ${(vector / exact).toFixed(2)} of it, ` +
      `recall@5 ${(100 * recall(looks.vector, looks.exact)).toFixed(1)} %; ` +
      `hybrid ${hybrid.toFixed(1)} ms, ${(hybrid / vector).toFixed(2)} of vector`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
