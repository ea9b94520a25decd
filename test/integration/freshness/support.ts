import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'pg';
import { Database } from '../../../src/engines/database/database';
import { CORE_MIGRATIONS } from '../../../src/engines/database/migrations/sets';

/** Superuser on a PostgreSQL server where databases may be created, for what needs several sessions. */
const serverUrl = process.env['TRIVET_TEST_DATABASE_URL'];

/** A fresh database with the marks and nothing else. */
export interface MarkedDatabase {
  readonly pool: Pool;
  readonly close: () => Promise<void>;
}

type Row = Record<string, unknown>;

async function openEmbedded(): Promise<MarkedDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'trivet-freshness-'));
  const database = await Database.open({ dataDir });
  await prepare(database.pool);
  const close = async (): Promise<void> => {
    await database.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  return { pool: database.pool, close };
}

interface OnServer {
  /** Of a superuser. */
  readonly server?: string | undefined;
  /** Connections of the pool, one per session that a test holds open. */
  readonly max?: number;
}

export async function openOnServer({ server = serverUrl, max = 20 }: OnServer = {}): Promise<MarkedDatabase> {
  const name = `freshness_${randomBytes(6).toString('hex')}`;
  const admin = new Pool({ connectionString: server, max: 1 });
  await admin.query(`CREATE DATABASE ${name}`);
  const url = new URL(server ?? '');
  url.pathname = `/${name}`;
  // A test in which somebody waits for a lock for good fails instead of hanging.
  const pool = new Pool({ connectionString: url.href, max, options: '-c lock_timeout=5s' });
  await prepare(pool);
  const close = async (): Promise<void> => {
    await pool.end();
    await admin.query(`DROP DATABASE ${name}`);
    await admin.end();
  };
  return { pool, close };
}

async function prepare(pool: Pool): Promise<void> {
  const migrations = ['0001_trivet.sql', '0005_primary_stamps.sql', '0007_agreements.sql'];
  const marks = await Promise.all(
    migrations.map((name) => readFile(join(CORE_MIGRATIONS.folder, name), 'utf8')),
  );
  await pool.query(`BEGIN; CREATE SCHEMA IF NOT EXISTS trivet; ${marks.join('')}; COMMIT`);
}

type Suite = (open: () => Promise<MarkedDatabase>) => void;

/** For what several sessions do to each other, which the embedded engine does not have. */
export function describeOnServer(name: string, suite: () => void): void {
  (serverUrl === undefined ? describe.skip : describe)(name, suite);
}

/** For what one session does: on the embedded engine always, on PostgreSQL where there is one. */
export function describeOnEngines(name: string, suite: Suite): void {
  describe(`${name}, embedded`, () => {
    suite(openEmbedded);
  });
  describeOnServer(`${name}, on PostgreSQL`, () => {
    suite(openOnServer);
  });
}

export async function rowsOf(
  pool: Pick<Pool, 'query'>,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const { rows } = await pool.query<Row>(text, values);
  return rows;
}

/** Stamp by corpus of everything that was ever written. */
export async function allStamps(pool: Pick<Pool, 'query'>): Promise<Map<string, string>> {
  const { rows } = await pool.query<{ corpus: string; stamp: string }>(
    'SELECT corpus, stamp FROM trivet.stamps(ARRAY(SELECT DISTINCT corpus FROM trivet.marks))',
  );
  return new Map(rows.map(({ corpus, stamp }) => [corpus, stamp]));
}

/** @returns sorted ids of the corpora whose stamp is another, or new, after `work` */
export async function changedBy(pool: Pool, work: string | (() => Promise<unknown>)): Promise<string[]> {
  const before = await allStamps(pool);
  if (typeof work === 'string') await pool.query(work);
  else await work();
  const after = await allStamps(pool);
  return [...after.keys()].filter((corpus) => after.get(corpus) !== before.get(corpus)).sort();
}

/** Four chunks: ids 1 and 2 in corpus `a`, 3 and 4 in `b`; retrieval reads `content` and `embedding`, not `views`. */
export const CHUNKS = `
  DROP TABLE IF EXISTS public.chunks;
  CREATE TABLE public.chunks (
    id integer PRIMARY KEY, corpus text, content text NOT NULL, embedding real[], views integer NOT NULL DEFAULT 0);
  INSERT INTO public.chunks (id, corpus, content, embedding)
  VALUES (1, 'a', 'one', '{0.25}'), (2, 'a', 'two', '{0.5}'), (3, 'b', 'three', '{0.75}'), (4, 'b', 'four', NULL);
  SELECT trivet.watch('public.chunks', corpus => 'corpus', columns => '{content,embedding}');`;
