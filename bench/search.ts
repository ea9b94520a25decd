/**
 * How well, how fast and at what cost the product finds passages in large databases of several tenants.
 *
 * It makes databases of its own on the server and keeps them for the next run. They hold chunks of 504 corpora in the order
 * of life, that is mixed. Five of the corpora are the scopes that are searched: 1,000 to 100,000 chunks.
 *
 * What it measures is said in one or more words:
 *
 * - *disk*: Bytes per chunk are told, also after a tenth was written again, before and after a VACUUM.
 * - *writes*: Notes per second go through the product's own writes.
 * - *looks*: Searches are held against a look at everything by the full vectors, by recall@5 and time, in turns.
 * - *neighbours*: A search in a database of one's own chunks alone is timed against one with 290,000 of others near the question.
 * - *million*: A corpus of a million chunks is held against an HNSW index of pgvector over it alone, at equal recall.
 *
 * Usage:
 *
 *     DATABASE_URL=postgresql://… node --max-old-space-size=8192 -r @swc-node/register bench/search.ts \
 *       --data <folder with kjv, xquad, banking77> --cache <folder for vectors> [--space minilm] [--chunks 300000] [--questions 200] <what>…
 *
 * Spaces: minilm, lexical, made-1536, made-3072, positive-1536, positive-3072. `RETRIEVAL=vector` before it leaves the words out.
 */
import { parseArgs } from 'node:util';
import { corpusOf, databaseName, opened, planned, settled, type Loaded } from './search/corpora';
import { printDisk, rewriteTenth } from './search/disk';
import { manyOf, printLooks } from './search/five-scopes';
import { printMillion } from './search/million';
import { printNeighbours } from './search/neighbours';
import { spaceNamed, type Space } from './search/spaces';
import { printWrites } from './search/writes';

const MILLION = 1_000_000;

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      cache: { type: 'string' },
      space: { type: 'string', default: 'minilm' },
      chunks: { type: 'string', default: '300000' },
      questions: { type: 'string', default: '200' },
    },
  });
  const { data, cache } = values;
  if (data === undefined || cache === undefined || positionals.length === 0)
    throw new Error('Give --data, --cache, and what to measure.');
  const space = await spaceNamed(values.space, { data, cache });
  const asked = { chunks: Number(values.chunks), questions: Number(values.questions) };
  for (const what of positionals) await measure(what, space, asked);
}

interface Asked {
  /** In the database. */
  readonly chunks: number;
  /** In each scope. */
  readonly questions: number;
}

async function measure(what: string, space: Space, { chunks, questions }: Asked): Promise<void> {
  console.log(`${what}: ${space.name}, ${space.model.dimensions} dimensions`);
  switch (what) {
    case 'disk':
      return withMany(space, chunks, async ({ sql }) => {
        await printDisk(sql, 'as loaded');
        await rewriteTenth(sql);
        await printDisk(sql, 'a tenth written again');
        await settled(sql);
        await printDisk(sql, 'after VACUUM');
      });
    case 'writes':
      return withMany(space, chunks, printWrites);
    case 'looks':
      return withMany(space, chunks, (database) => printLooks(database, space, questions));
    case 'neighbours':
      return printNeighbours(space, chunks);
    case 'million':
      return withMillion(space);
    default:
      throw new Error(`Nothing is named ${what}: disk, writes, looks, neighbours, million.`);
  }
}

async function withMany(
  space: Space,
  chunks: number,
  work: (database: Loaded) => Promise<void>,
): Promise<void> {
  const database = await opened(space, manyOf(space, chunks));
  await work(database).finally(database.close);
}

async function withMillion(space: Space): Promise<void> {
  const database = await opened(space, {
    name: databaseName(space, 'million'),
    bases: space.bases,
    plan: () => planned(new Map([['million', MILLION]]), space.bases.length),
  });
  await printMillion(database, { space, corpus: corpusOf('million') }).finally(database.close);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
