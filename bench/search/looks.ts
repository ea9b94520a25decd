import type { Pool, QueryResultRow } from 'pg';
import { parseStamps, STAMPS_COLUMN, STAMPS_CTE } from '../../src/core';
import { search } from '../../src/notes/retrieval/search.sql';
import { vectorText } from '../../src/core/semantic/vector-text';
import type { Searching } from '../../test/support/searching';
import type { Question } from './spaces';

export interface Look {
  readonly ids: readonly string[];
  readonly ms: number;
}

interface Found extends QueryResultRow {
  readonly id: string | null;
  readonly distance: number | null;
  readonly stamps: unknown;
}

/** How version 0.1.0 searched scopes of up to 5,000 chunks: the full vector of everything, by the index on corpus. */
const EXACT = `
  WITH ${STAMPS_CTE}, nearest AS (
    SELECT id, note_id, corpus, section, content, hash, embedding <=> $2 AS distance
    FROM chunks WHERE corpus = ANY($1) ORDER BY embedding <=> $2 LIMIT $3
  )
  SELECT ${STAMPS_COLUMN}, hit.* FROM (SELECT) AS one LEFT JOIN (
    SELECT nearest.*, notes.title FROM nearest JOIN notes ON notes.id = nearest.note_id
  ) AS hit ON true ORDER BY distance`;

const WANTED = 5;
const OVER_FETCHED = 20;

/** The statement of version 0.1.0, and those of the product by `RETRIEVAL`. */
const STATEMENTS = { exact: EXACT, vector: search('vector'), hybrid: search('hybrid') } as const;
export type Statement = keyof typeof STATEMENTS;

/** The nearest by their vectors that one statement finds, and its time alone. */
export async function look(
  sql: Pool,
  statement: Statement,
  { corpora, text, vector }: Question & { readonly corpora: readonly string[] },
): Promise<Look> {
  const values: unknown[] = [corpora, vectorText(vector), OVER_FETCHED];
  if (statement === 'hybrid') values.push(text);
  const startedAt = performance.now();
  const { rows } = await sql.query<Found>({ name: statement, text: STATEMENTS[statement], values });
  parseStamps(rows[0]?.stamps);
  const ms = performance.now() - startedAt;
  const nearest = rows.toSorted((a, b) => (a.distance ?? 0) - (b.distance ?? 0)).slice(0, WANTED);
  return { ids: nearest.map(({ id }) => id ?? ''), ms };
}

/**
 * What the product finds.
 * @param text empty where only vectors shall decide, as for a comparison with a look at everything
 */
export async function productLook(
  product: Searching,
  corpora: readonly string[],
  { text, vector }: Question,
): Promise<Look> {
  const startedAt = performance.now();
  const { passages } = await product.find({ corpora, question: text, vector, topK: WANTED });
  return { ids: passages.map(({ id }) => id), ms: performance.now() - startedAt };
}

/** Without such an index the look at everything would be slower than it was. */
export async function ensureCorpusIndex(sql: Pool): Promise<void> {
  const { rowCount } = await sql.query(
    "SELECT FROM pg_indexes WHERE tablename = 'chunks' AND indexdef LIKE '%(corpus%'",
  );
  if (rowCount === 0) await sql.query('CREATE INDEX made_corpus ON chunks (corpus); ANALYZE chunks');
}

/** Share of what is right that was found, 0–1. */
export function recall(found: readonly Look[], right: readonly Look[]): number {
  const shares = right.map(({ ids }, i) => {
    const own = new Set(found[i]?.ids);
    return ids.filter((id) => own.has(id)).length / Math.max(1, ids.length);
  });
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((percent / 100) * sorted.length))] ?? NaN;
}

export const p50 = (looks: readonly Pick<Look, 'ms'>[]): number =>
  percentile(
    looks.map(({ ms }) => ms),
    50,
  );

export const p95 = (looks: readonly Pick<Look, 'ms'>[]): number =>
  percentile(
    looks.map(({ ms }) => ms),
    95,
  );
