/** How many of a pool's questions are ordered by their whole vectors, and how many of these are told. */
const LOOKS = 40;
const TOLD = 20;

/** Pairs that were judged longer ago may have come to mean something else. */
const JUDGED_FOR = `interval '30 days'`;

/**
 * The nearest questions of one pool, what was judged of each with the one that is asked, and what is certified: one statement, and one
 * row at least. Wrong in one scope is wrong in all. Right is said of one scope and of one answer. Equal similarities are in the order of the hashes.
 *
 * Signs of sparse vectors say nothing, so a pool of such is looked at whole.
 *
 * Parameters: $1 pool, $2 question, $3 vector as text, $4 least similarity, $5 tenant, $6 key of the standing.
 */
export function nearestSql({
  dimensions,
  isSparse,
}: {
  readonly dimensions: number;
  readonly isSparse: boolean;
}): string {
  const signs = `bit(${dimensions})`;
  const bySigns = isSparse ? '' : `ORDER BY sketch::${signs} <~> (SELECT signs FROM asked) LIMIT ${LOOKS}`;
  // Rows are fetched one by one under their key. Before a first ANALYZE a join goes through everybody's rows: 25 ms instead of 1.2.
  return `
    WITH asked AS MATERIALIZED (
      SELECT $3::halfvec AS vector, binary_quantize($3::vector(${dimensions}))::${signs} AS signs),
    near AS MATERIALIZED (
      SELECT question FROM trivet.cached_questions WHERE pool = $1 AND question <> $2 ${bySigns}),
    told AS (
      SELECT one.*
      FROM near CROSS JOIN LATERAL (
        SELECT question, asked, answer_key, passages, cited, stamps, cites, incarnations, expires_at,
               1 - (vector <=> (SELECT vector FROM asked)) AS similarity
        FROM trivet.cached_questions WHERE pool = $1 AND question = near.question OFFSET 0) AS one
      WHERE expires_at > now() AND similarity >= $4
      ORDER BY similarity DESC, question LIMIT ${TOLD})
    SELECT serves_from, to_jsonb(told) AS told, was.wrong, was.confirmed
    FROM (SELECT) AS once
    LEFT JOIN trivet.semantic_states ON tenant = $5 AND profile = $6 AND serves_until > now()
    LEFT JOIN told ON true
    LEFT JOIN LATERAL (
      SELECT bool_or(is_wrong) AS wrong,
             bool_or(NOT is_wrong AND pool = $1 AND answer_key = told.answer_key) AS confirmed
      FROM trivet.semantic_judgements
      WHERE tenant = $5 AND profile = $6 AND low = least(told.question, $2) AND high = greatest(told.question, $2)
        AND judged_at > now() - ${JUDGED_FOR}) AS was ON true
    ORDER BY told.similarity DESC, told.question`;
}

/**
 * Keeps a question. Nothing is kept of a document that was erased meanwhile.
 *
 * Parameters: $1 pool, $2 question, $3 tenant, $4 asker, $5 asked, $6 vector as text, $7 answer key, $8 passages, $9 cited, $10 cites,
 * $11 life in ms, $12 the documents' corpora, $13 documents, $14 incarnations, $15 how long an erasure
 * is in force in ms, $16 stamps.
 */
export const KEEP = `
  INSERT INTO trivet.cached_questions
      (pool, question, tenant, asker, asked, vector, sketch, answer_key, passages, cited, stamps, cites, incarnations, expires_at)
    SELECT $1, $2, $3, $4, $5, $6::halfvec, binary_quantize($6::vector), $7, $8, $9, $16, $10, $14, now() + $11 * interval '1 ms'
    WHERE NOT EXISTS (
      SELECT FROM unnest($12::text[], $13::text[], $14::text[]) AS cite (corpus, document, incarnation)
      JOIN trivet.erasures USING (corpus, document, incarnation) WHERE asked_at > now() - $15 * interval '1 ms')
    ON CONFLICT (pool, question) DO UPDATE SET
      asker = excluded.asker, asked = excluded.asked, answer_key = excluded.answer_key, passages = excluded.passages,
      cited = excluded.cited, stamps = excluded.stamps, cites = excluded.cites,
      incarnations = excluded.incarnations, kept_at = excluded.kept_at, expires_at = excluded.expires_at`;

/** Leaves the newest of a pool. Parameters: $1 pool, $2 how many. */
export const TRIM = `
  DELETE FROM trivet.cached_questions WHERE pool = $1 AND question IN (
    SELECT question FROM trivet.cached_questions WHERE pool = $1 ORDER BY kept_at DESC, question OFFSET $2::integer)`;

/** Parameters: $1 pool, $2 question, $3 the answer's key that is gone. */
export const DROP =
  'DELETE FROM trivet.cached_questions WHERE pool = $1 AND question = $2 AND answer_key = $3';

/** What has expired, and what was kept while its document was erased in another transaction. Rows that somebody holds come next time. */
export const SWEEP = `
  DELETE FROM trivet.cached_questions AS gone USING (
    SELECT pool, question FROM trivet.cached_questions
    WHERE expires_at <= now() OR cites && ARRAY(
      SELECT corpus || E'\\x1f' || document FROM trivet.erasures WHERE asked_at > now() - interval '15 minutes')
    FOR UPDATE SKIP LOCKED) AS held
  WHERE gone.pool = held.pool AND gone.question = held.question`;
