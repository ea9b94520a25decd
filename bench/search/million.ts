import type { Pool } from 'pg';
import { vectorText } from '../../src/core/semantic/vector-text';
import type { Loaded } from './corpora';
import { look, p50, p95, productLook, recall, type Look } from './looks';
import type { Space } from './spaces';

const QUESTIONS = 100;

/** Values of `hnsw.ef_search` that are tried until the index finds as much as the product. */
const WIDTHS = [10, 20, 40, 60, 80, 100, 150, 200, 300, 400, 600, 800, 1_000];

interface Million {
  readonly space: Space;
  readonly corpus: string;
}

export async function printMillion(
  { product, sql }: Loaded,
  { space: { questions, model }, corpus }: Million,
): Promise<void> {
  const { dimensions } = model;
  const seconds = await indexed(sql, dimensions, corpus);
  console.log(`HNSW over the corpus alone: built in ${seconds.toFixed(0)} s`);
  const asked = questions.slice(0, QUESTIONS);
  const exact: Look[] = [];
  for (const question of asked) exact.push(await look(sql, 'exact', { ...question, corpora: [corpus] }));
  const walk = (vector: Float32Array, width: number): Promise<Look> =>
    hnswLook(sql, { vector, dimensions, corpus, width });
  for (const width of WIDTHS) {
    const [found, walked]: [Look[], Look[]] = [[], []];
    for (const { vector } of asked) {
      found.push(await productLook(product, [corpus], { text: '', vector }));
      walked.push(await walk(vector, width));
    }
    const [own, theirs] = [recall(found, exact), recall(walked, exact)];
    console.log(
      `product: recall@5 ${(100 * own).toFixed(2)} %, p50 ${p50(found).toFixed(1)} p95 ${p95(found).toFixed(1)} ms; ` +
        `HNSW, ef_search ${width}: ${(100 * theirs).toFixed(2)} %, p50 ${p50(walked).toFixed(1)} p95 ${p95(walked).toFixed(1)} ms; ` +
        `ratio ${(p50(found) / p50(walked)).toFixed(2)}; everything p50 ${p50(exact).toFixed(0)} ms`,
    );
    if (theirs >= own) return;
  }
}

/** @returns seconds that it took */
async function indexed(sql: Pool, dimensions: number, corpus: string): Promise<number> {
  const startedAt = performance.now();
  const client = await sql.connect();
  try {
    await client.query("SET maintenance_work_mem = '4GB'");
    await client.query(
      `CREATE INDEX IF NOT EXISTS made_hnsw ON chunks USING hnsw ((embedding::vector(${dimensions})) vector_cosine_ops)
       WHERE corpus = '${corpus}'`,
    );
  } finally {
    client.release();
  }
  return (performance.now() - startedAt) / 1_000;
}

interface Walk {
  readonly vector: Float32Array;
  readonly dimensions: number;
  readonly corpus: string;
  readonly width: number;
}

/** With the same columns and the same join as the product's search, and no stamps. */
async function hnswLook(sql: Pool, { vector, dimensions, corpus, width }: Walk): Promise<Look> {
  const client = await sql.connect();
  try {
    await client.query(`SET hnsw.ef_search = ${width}`);
    const startedAt = performance.now();
    const { rows } = await client.query<{ id: string }>(
      `SELECT nearest.*, notes.title FROM (
         SELECT id, note_id, section, content, hash, (embedding::vector(${dimensions})) <=> $1 AS distance
         FROM chunks WHERE corpus = '${corpus}' ORDER BY (embedding::vector(${dimensions})) <=> $1 LIMIT 20
       ) AS nearest JOIN notes ON notes.id = nearest.note_id ORDER BY distance`,
      [vectorText(vector)],
    );
    return { ids: rows.slice(0, 5).map(({ id }) => id), ms: performance.now() - startedAt };
  } finally {
    client.release();
  }
}
