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
import { search } from '../src/notes/retrieval/search.sql';
import { vectorText } from '../src/notes/vector-text';
import { ManyChunks } from '../test/support/many-chunks';
import { startSearching, type Searching } from '../test/support/searching';
import { corpusOf, planned } from './search/corpora';
import { EXACT, percentile, recall, type Look } from './search/looks';
import { spaceNamed, type Question, type Space } from './search/spaces';

const TENANT = 'one';
const QUESTIONS = 100;
const WARMING = 10;
/** As many as the product looks for when five passages are asked for. */
const LIMIT = 20;

const WAYS = { exact: EXACT, vector: search('vector'), hybrid: search('hybrid') } as const;
type Way = keyof typeof WAYS;

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
  const many = await ManyChunks.of(database.pool, space.bases, space.spread);
  const notes = planned(new Map([[TENANT, chunks]]), space.bases.length);
  for (let from = 0; from < notes.length; from += 100) await many.write(notes.slice(from, from + 100));
  await database.query({ text: 'ANALYZE' });
  await built();
}

async function printSearches(product: Searching, questions: readonly Question[]): Promise<void> {
  const step = Math.floor(questions.length / QUESTIONS);
  const asked = questions.filter((_, i) => i % step === 0).slice(0, QUESTIONS);
  const looks: Record<Way, Look[]> = { exact: [], vector: [], hybrid: [] };
  for (const question of [...asked.slice(0, WARMING), ...asked]) {
    for (const way of ['exact', 'vector', 'hybrid'] as const)
      looks[way].push(await look(product, way, question));
  }
  const p50 = (way: Way): number =>
    percentile(
      looks[way].slice(WARMING).map(({ ms }) => ms),
      50,
    );
  console.log(
    `exact p50 ${p50('exact').toFixed(1)} ms; vector ${p50('vector').toFixed(1)} ms, ${(p50('vector') / p50('exact')).toFixed(2)} of it, ` +
      `recall@5 ${(100 * recall(looks.vector, looks.exact)).toFixed(1)} %; ` +
      `hybrid ${p50('hybrid').toFixed(1)} ms, ${(p50('hybrid') / p50('vector')).toFixed(2)} of vector`,
  );
}

async function look({ database }: Searching, way: Way, { text, vector }: Question): Promise<Look> {
  const values: unknown[] = [[corpusOf(TENANT)], vectorText(vector), LIMIT];
  if (way === 'hybrid') values.push(text);
  const startedAt = performance.now();
  const { rows } = await database.query<{ id: string; distance: number }>({ text: WAYS[way], values });
  const ms = performance.now() - startedAt;
  const nearest = rows.toSorted((a, b) => a.distance - b.distance).slice(0, 5);
  return { ids: nearest.map(({ id }) => id), ms };
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
