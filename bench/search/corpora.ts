import { Client, Pool } from 'pg';
import { ManyChunks, type Base, type PlannedNote } from '../../test/support/many-chunks';
import { seeded, shuffled } from '../../test/support/seeded';
import { startSearching, type Searching } from '../../test/support/searching';
import type { Space } from './spaces';

/** How many chunks which corpus has. */
export type Sizes = ReadonlyMap<string, number>;

export const corpusOf = (name: string): string => `${name}/w/all`;

/** The scopes that are looked at, beside 499 of nobody's interest. */
export const SCOPES: readonly number[] = [1_000, 6_000, 20_000, 50_000, 100_000];

const scopeName = (size: number): string => `scope-${size}`;

export const scopeOf = (size: number): readonly string[] => [corpusOf(scopeName(size))];

/** `total` chunks in 504 corpora, of which five are the scopes. */
export function fiveAmongMany(total: number): Sizes {
  const others = total - SCOPES.reduce((sum, size) => sum + size, 0);
  const random = seeded(total);
  const sizes = new Map(SCOPES.map((size) => [scopeName(size), size]));
  for (let n = 0; n < others; n++) {
    const name = `other-${Math.floor(random() * 499)}`;
    sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  return sizes;
}

/** How the product searches: `hybrid` or `vector`. */
export const { RETRIEVAL = 'hybrid' } = process.env;

const CHUNKS_PER_NOTE = 4;
const NOTES_AT_ONCE = 500;

/** Notes of all corpora in the order of life: mixed. */
export function planned(sizes: Sizes, bases: number): PlannedNote[] {
  const random = seeded(bases);
  const drawn = (below: number): number => Math.floor(random() * below);
  const owners = [...sizes].flatMap(([tenant, size]) =>
    Array.from({ length: Math.ceil(size / CHUNKS_PER_NOTE) }, (_, n) => ({
      tenant,
      length: Math.min(CHUNKS_PER_NOTE, size - n * CHUNKS_PER_NOTE),
    })),
  );
  return shuffled(owners, random).map(({ tenant, length }, at) => ({
    at,
    tenant,
    workspace: 'all',
    chunks: Array.from({ length }, () => ({ base: drawn(bases), noise: drawn(2 ** 30) })),
  }));
}

/** What a database is loaded with, once. */
export interface Loading {
  /** Of the database. */
  readonly name: string;
  readonly bases: readonly Base[];
  readonly plan: () => readonly PlannedNote[];
}

/** @param kind of database, of which there is one per space */
export const databaseName = ({ name }: Space, kind: string): string =>
  `trivet_bench_${name.replaceAll('-', '_')}_${kind}`;

/** A loaded database, the product upon it, and connections without the product's limits of time. */
export interface Loaded {
  readonly product: Searching;
  readonly sql: Pool;
  close(): Promise<void>;
}

/** A database of its own on the server, with the product's tables. It is kept: a run that finds it goes on with it. */
export async function opened(space: Space, loading: Loading): Promise<Loaded> {
  const url = await createdDatabase(loading.name);
  const product = await startSearching(space.model, { DATABASE_URL: url, RETRIEVAL });
  const sql = new Pool({ connectionString: url, options: '-c maintenance_work_mem=512MB' });
  if (!(await isComplete(sql))) await load(sql, space, loading);
  const startedAt = performance.now();
  await product.built();
  console.log(`${loading.name}: built in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`);
  const close = async (): Promise<void> => {
    await product.stop();
    await sql.end();
  };
  return { product, sql, close };
}

async function load(sql: Pool, { spread }: Space, { name, bases, plan }: Loading): Promise<void> {
  const notes = plan();
  const startedAt = performance.now();
  const chunks = await ManyChunks.of(sql, bases, { spread });
  for (let from = 0; from < notes.length; from += NOTES_AT_ONCE)
    await chunks.write(notes.slice(from, from + NOTES_AT_ONCE));
  await settled(sql);
  await sql.query('CREATE TABLE made.complete ()');
  console.log(
    `${name}: ${notes.length} notes loaded in ${((performance.now() - startedAt) / 1_000).toFixed(0)} s`,
  );
}

/** What autovacuum does in time, at once. Marks are compacted as reads would do it. */
export async function settled(sql: Pool): Promise<void> {
  await sql.query('SELECT trivet.compact(corpus) FROM (SELECT DISTINCT corpus FROM trivet.marks) AS written');
  await sql.query('VACUUM (ANALYZE)');
}

async function isComplete(sql: Pool): Promise<boolean> {
  const { rows } = await sql.query<{ found: string | null }>("SELECT to_regclass('made.complete') AS found");
  return rows[0]?.found !== null;
}

async function createdDatabase(name: string): Promise<string> {
  const { DATABASE_URL } = process.env;
  if (!DATABASE_URL) throw new Error('Set DATABASE_URL to a server on which databases may be created.');
  const client = new Client({ connectionString: DATABASE_URL });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(DATABASE_URL);
  url.pathname = `/${name}`;
  return url.href;
}
