import { STAMPS_COLUMN, STAMPS_CTE } from '../../core';

/** Columns of chunks that a passage is made of. */
const PASSAGE = 'c.id, c.note_id, c.corpus, c.section, c.content, c.hash';

/**
 * The chunks that hold most of the question's words, beside the nearest ones. Those that are not among the nearest get their distance
 * here. How the words are searched is told in migrations/notes/0008_words.sql.
 */
const WITH_WORDS = `, worded AS (
    SELECT * FROM trivet.word_hits($1, $4::text, $3::integer, ARRAY(SELECT id FROM nearest))
  ), found AS (
    SELECT nearest.*, true AS near FROM nearest
    UNION ALL
    SELECT ${PASSAGE}, c.embedding <=> $2, false FROM worded JOIN chunks AS c USING (id)
    WHERE c.corpus = ANY($1) AND c.id NOT IN (SELECT id FROM nearest)
  ), candidates AS (SELECT found.*, worded.words, worded.share FROM found LEFT JOIN worded USING (id))`;

const WITHOUT_WORDS = `, candidates AS (SELECT nearest.*, true AS near, NULL::text[] AS words, NULL::real AS share FROM nearest)`;

/** By words and vectors together, or by vectors alone. */
export type Way = 'hybrid' | 'vector';

/**
 * The whole search. One statement, and so one snapshot, gives passages, the stamps of the searched corpora
 * and the embedding space. Parameters: $1 corpora, $2 question vector, $3 limit of each leg, $4 the question's text where words are searched.
 *
 * When nothing is found, the left join gives one row without a passage. So stamps come in any case.
 *
 * `notes` is named before `chunks`, because tables are locked in the order in which a statement names them. `TRUNCATE notes, chunks`
 * and most other work on both come in this order too. In the other order PostgreSQL ended searches as victims of a deadlock.
 *
 * It is not prepared under a name. At 10,000 chunks it took 12–17 ms with one and 15–18 without (three rounds of 200,
 * busy machine). With a name PostgreSQL may plan for any $3, and $3 decides whether the index pays.
 */
const search = (distance: string, way: Way): string => `
  WITH ${STAMPS_CTE}, heads AS (SELECT id, title, incarnation FROM notes), nearest AS (
    SELECT ${PASSAGE}, ${distance} AS distance
    FROM chunks AS c WHERE corpus = ANY($1)
    ORDER BY ${distance} LIMIT $3
  )${way === 'hybrid' ? WITH_WORDS : WITHOUT_WORDS}
  SELECT ${STAMPS_COLUMN}, (SELECT model_id FROM embedding_space) AS model_id, hit.*
  FROM (SELECT) AS one LEFT JOIN (
    SELECT candidates.*, heads.title, heads.incarnation FROM candidates JOIN heads ON heads.id = candidates.note_id
  ) AS hit ON true`;

/** Looks at every chunk in scope. The index is on another expression, so the planner cannot use it here. */
export const exactSearch = (way: Way): string => search('embedding <=> $2', way);

/** Walks the HNSW index, which is on the same expression as in {@link createIndex}. */
export const indexedSearch = (dimensions: number, way: Way): string =>
  search(`(embedding::vector(${dimensions})) <=> $2`, way);

/** pgvector indexes vectors of at most this many dimensions. Longer ones are always searched exactly. */
export const INDEXABLE_DIMENSIONS = 2_000;

/**
 * Creates the HNSW index over vectors of this length, for cosine distance, if there is none.
 * @returns undefined for vectors that cannot be indexed
 */
export const createIndex = (dimensions: number, table = 'chunks'): string | undefined =>
  dimensions > INDEXABLE_DIMENSIONS
    ? undefined
    : `CREATE INDEX IF NOT EXISTS chunks_embedding ON ${table} USING hnsw ((embedding::vector(${dimensions})) vector_cosine_ops)`;

/**
 * For the transaction of an indexed search. Rows are filtered by corpus after the walk, so the walk must go on until
 * enough is found (pgvector 0.8, "Iterative Index Scans"). Without it 32 of 60 small-corpus questions found nothing.
 * The order is strict, because evidence is compared in order.
 */
export const STRICT_ITERATIVE_SCAN =
  "SELECT set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', '100', true)";

/** Counts no further than $2. It only tells whether a scope is small. */
export const COUNT_UP_TO =
  'SELECT count(*)::integer AS chunks FROM (SELECT FROM chunks WHERE corpus = ANY($1) LIMIT $2) AS counted';
