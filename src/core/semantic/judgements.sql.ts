/**
 * Parameters: $1 tenant, $2 key of the standing, $3 pool, $4 and $5 both questions, $6 similarity, $7 wrong, $8 source, $9 the candidate's
 * answer.
 */
export const ADD = `
  INSERT INTO trivet.semantic_judgements (tenant, profile, pool, low, high, similarity, is_wrong, source, answer_key)
  VALUES ($1, $2, $3, least($4::text, $5::text), greatest($4::text, $5::text), $6, $7, $8, $9)`;

/**
 * The state, and judgements that it does not know yet in the order in which they came. A pair is a repeat where an earlier judgement
 * of it was counted, in whatever scope, since the certificate began. One that is wrong is new where the pair was right until now.
 *
 * Parameters: $1 tenant, $2 profile, $3 how many at most.
 */
export const NEWS = `
  WITH now AS (SELECT version, state, since FROM trivet.semantic_states WHERE tenant = $1 AND profile = $2)
  SELECT now.version, now.state, news.* FROM (SELECT) AS once LEFT JOIN now ON true LEFT JOIN LATERAL (
    SELECT id, similarity, is_wrong, source, low || high AS pair, EXISTS (
        SELECT FROM trivet.semantic_judgements AS before
        WHERE tenant = $1 AND profile = $2 AND before.low = one.low AND before.high = one.high AND before.is_counted
          AND (before.is_wrong OR NOT one.is_wrong)
          AND before.judged_at >= coalesce(now.since, '-infinity')) AS is_repeat
    FROM trivet.semantic_judgements AS one WHERE tenant = $1 AND profile = $2 AND NOT is_counted
    ORDER BY id LIMIT $3) AS news ON true`;

/**
 * Moves a state on, and marks what it has counted, or does nothing where another instance was faster.
 *
 * Parameters: $1 tenant, $2 profile, $3 version before or null, $4 state, $5 served from, $6 until as Unix ms, $7 ids of what was counted,
 * $8 whether the certificate begins anew.
 */
export const MOVE = `
  WITH moved AS (
    INSERT INTO trivet.semantic_states AS old (tenant, profile, version, state, serves_from, serves_until, since)
    VALUES ($1, $2, coalesce($3::integer, 0) + 1, $4, $5, to_timestamp($6 / 1000.0), '-infinity')
    ON CONFLICT (tenant, profile) DO UPDATE SET
      version = excluded.version, state = excluded.state, serves_from = excluded.serves_from,
      serves_until = excluded.serves_until, since = CASE WHEN $8 THEN (SELECT coalesce(min(judged_at), now()) FROM trivet.semantic_judgements WHERE id = ANY ($7)) ELSE old.since END, changed_at = now()
    WHERE old.version = $3
    RETURNING version)
  UPDATE trivet.semantic_judgements SET is_counted = true WHERE id = ANY ($7) AND EXISTS (SELECT FROM moved)`;

/** Parameters: $1 tenant, $2 profile. */
export const STATE = 'SELECT state FROM trivet.semantic_states WHERE tenant = $1 AND profile = $2';

/** How many standings there are of all tenants and answer profiles, how many of them are certified, and what was judged for them. */
export const TALLY = `
  SELECT count(*)::integer AS standings, count(*) FILTER (WHERE serves_until > now())::integer AS certified,
    coalesce(sum((state #>> '{certificate,rungs,0,pairs}')::integer), 0)::integer AS pairs,
    coalesce(sum((state #>> '{certificate,rungs,0,wrong}')::integer), 0)::integer AS wrong
  FROM trivet.semantic_states`;

/**
 * A program that gives every request one id means the last.
 *
 * Parameters: $1 tenant, $2 asker, $3 request, $4 profile, $5 pool, $6 question, $7 candidate, $8 similarity, $9 the
 * candidate's answer.
 */
export const SERVED = `
  INSERT INTO trivet.semantic_servings (tenant, asker, request, profile, pool, question, candidate, similarity, answer_key)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (tenant, asker, request) DO UPDATE SET
    profile = excluded.profile, pool = excluded.pool, question = excluded.question, candidate = excluded.candidate,
    similarity = excluded.similarity, answer_key = excluded.answer_key, served_at = now()`;

/**
 * An asker says that what they were served is wrong: the pair is judged so in their scope, and the earlier question is no candidate
 * any more. It counts once for each pair, however many say so how often: one asker must not end what is served to all.
 *
 * Parameters: $1 tenant, $2 asker, $3 request.
 */
export const REFUTE = `
  WITH served AS (
    DELETE FROM trivet.semantic_servings WHERE tenant = $1 AND asker = $2 AND request = $3 RETURNING *),
  dropped AS (
    DELETE FROM trivet.cached_questions AS one USING served
    WHERE one.pool = served.pool AND one.question = served.candidate),
  judged AS (
    INSERT INTO trivet.semantic_judgements (tenant, profile, pool, low, high, similarity, is_wrong, source, answer_key)
    SELECT tenant, profile, pool, least(question, candidate), greatest(question, candidate), similarity, true, 'feedback', answer_key
    FROM served ON CONFLICT (tenant, profile, low, high) WHERE source = 'feedback' DO NOTHING)
  SELECT profile FROM served`;

/** Judgements are kept for twice as long as they count, servings for as long as people remember them. */
export const SWEEPS = [
  `DELETE FROM trivet.semantic_judgements WHERE judged_at < now() - interval '60 days'`,
  `DELETE FROM trivet.semantic_servings WHERE served_at < now() - interval '7 days'`,
  `DELETE FROM trivet.semantic_states WHERE changed_at < now() - interval '60 days'`,
];
