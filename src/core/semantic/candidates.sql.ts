/** How many of a pool's questions are ordered by their whole vectors, and how many of these are told. */
const LOOKS = 100;
const TOLD = 50;

/** Pairs that were judged longer ago may have come to mean something else. */
const JUDGED_FOR = `interval '30 days'`;

/**
 * The nearest questions of one pool, what was judged of each with the one that is asked, and what is certified: one statement, and one
 * row at least. Equal similarities are in the order of the hashes.
 *
 * Signs of sparse vectors say nothing, so a pool of such is looked at whole.
 *
 * What was certified under another threshold or share of wrong pairs says nothing of these.
 *
 * Parameters: $1 pool, $2 question, $3 vector as text, $4 least similarity, $5 tenant, $6 profile, $7 share of wrong pairs.
 */
export function nearestSql({
  dimensions,
  isSparse,
}: {
  readonly dimensions: number;
  readonly isSparse: boolean;
}): string {
  const signs = `bit(${dimensions})`;
  const bySigns = isSparse
    ? ''
    : `ORDER BY sketch::${signs} <~> binary_quantize($3::vector(${dimensions}))::${signs} LIMIT ${LOOKS}`;
  return `
    WITH near AS MATERIALIZED (
      SELECT question FROM trivet.cached_questions WHERE pool = $1 AND question <> $2 ${bySigns}),
    told AS (
      SELECT one.question, asked, answer_key, passages, cited, stamps, 1 - (vector <=> $3::halfvec) AS similarity
      FROM near JOIN trivet.cached_questions AS one ON one.pool = $1 AND one.question = near.question
      WHERE expires_at > now() AND 1 - (vector <=> $3::halfvec) >= $4
      ORDER BY vector <=> $3::halfvec, one.question LIMIT ${TOLD})
    SELECT serves_from, to_jsonb(told) AS told, judged.was_wrong
    FROM (SELECT) AS once
    LEFT JOIN trivet.semantic_states ON tenant = $5 AND profile = $6 AND serves_until > now()
      AND (state #>> '{certificate,maxWrong}')::float8 = $7
      AND (state #>> '{certificate,rungs,0,threshold}')::float8 = $4::float8
    LEFT JOIN told ON true
    LEFT JOIN LATERAL (
      SELECT bool_or(is_wrong) AS was_wrong FROM trivet.semantic_judgements
      WHERE pool = $1 AND low = least(told.question, $2) AND high = greatest(told.question, $2)
        AND judged_at > now() - ${JUDGED_FOR}) AS judged ON true
    ORDER BY told.similarity DESC, told.question`;
}

/**
 * Keeps a question, and the newest of its pool alone. Nothing is kept of a document that was erased meanwhile.
 *
 * Parameters: $1 pool, $2 question, $3 tenant, $4 asker, $5 asked, $6 vector as text, $7 answer key, $8 passages, $9 cited, $10 cites,
 * $11 life in ms, $12 how many are kept, $13 the documents' corpora, $14 documents, $15 incarnations, $16 how long an erasure
 * is in force in ms, $17 stamps.
 */
export const KEEP = `
  WITH kept AS (
    INSERT INTO trivet.cached_questions
      (pool, question, tenant, asker, asked, vector, sketch, answer_key, passages, cited, stamps, cites, expires_at)
    SELECT $1, $2, $3, $4, $5, $6::halfvec, binary_quantize($6::vector), $7, $8, $9, $17, $10, now() + $11 * interval '1 ms'
    WHERE NOT EXISTS (
      SELECT FROM unnest($13::text[], $14::text[], $15::text[]) AS cite (corpus, document, incarnation)
      JOIN trivet.erasures USING (corpus, document, incarnation) WHERE asked_at > now() - $16 * interval '1 ms')
    ON CONFLICT (pool, question) DO UPDATE SET
      asker = excluded.asker, asked = excluded.asked, answer_key = excluded.answer_key, passages = excluded.passages,
      cited = excluded.cited, stamps = excluded.stamps, cites = excluded.cites, kept_at = excluded.kept_at, expires_at = excluded.expires_at)
  DELETE FROM trivet.cached_questions WHERE pool = $1 AND question IN (
    SELECT question FROM trivet.cached_questions WHERE pool = $1 ORDER BY kept_at DESC, question OFFSET $12::integer - 1)`;

/** Parameters: $1 pool, $2 question, $3 the answer's key that is gone. */
export const DROP =
  'DELETE FROM trivet.cached_questions WHERE pool = $1 AND question = $2 AND answer_key = $3';

/** Parameters: $1 tenant. */
export const DROP_TENANT = 'DELETE FROM trivet.cached_questions WHERE tenant = $1';

export const SWEEP = 'DELETE FROM trivet.cached_questions WHERE expires_at <= now()';
