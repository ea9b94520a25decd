/** The statements that give sketches to chunks which were there before the thresholds of their space were known. */

/** Any constant: one instance at a time sketches ("sketches" in ASCII). */
const ADVISORY_LOCK = '0x736b657463686573';

/** $1 model. No row when the chunks are another model's by now. */
export const SPACE_STATE = `
  SELECT thresholds IS NOT NULL AS measured, sketched,
    EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'public.chunks'::regclass AND tgname = 'sketch_written') AS kept
  FROM embedding_space WHERE model_id = $1`;

/** $1 model. A program of a former version has put another table in the place of chunks, without the triggers. */
export const BEGIN_ANEW = `
  WITH triggers AS (SELECT trivet.sketch_chunks())
  UPDATE embedding_space SET thresholds = NULL, sketched_to = NULL, sketched = false FROM triggers WHERE model_id = $1`;
export const FORGET_SKETCHES = 'TRUNCATE public.sketches, public.graphs';

/** Counts no further than $1. */
export const HAS_CHUNKS = 'SELECT count(*) = $1 AS enough FROM (SELECT FROM chunks LIMIT $1) AS counted';

/**
 * Waits for every writer, and so whoever writes afterwards knows the thresholds. Writers that come wait behind it: hence the limit,
 * after which it is tried again.
 */
export const STOP_WRITERS = "SET LOCAL lock_timeout = '1s'; LOCK TABLE chunks IN SHARE ROW EXCLUSIVE MODE";

/** $1 model, $2 low, $3 middle, $4 high. */
export const SET_THRESHOLDS = `
  UPDATE embedding_space SET thresholds = ARRAY[$2::vector, $3::vector, $4::vector]
  WHERE model_id = $1 AND thresholds IS NULL`;

export const TAKE_TURN = `SELECT pg_try_advisory_xact_lock(${ADVISORY_LOCK}::bit(64)::bigint) AS taken`;

/**
 * Sketches the next $2 chunks in the order of their ids. $1 model. Their rows are locked, so that whoever changes or deletes one
 * comes after it, and finds its sketch. Rows written since have a sketch, and keep it.
 */
export const SKETCH_PAGE = `
  WITH page AS (
    SELECT c.id, c.corpus, c.hash, c.embedding, space.thresholds
    FROM embedding_space AS space, chunks AS c
    WHERE space.model_id = $1 AND space.thresholds IS NOT NULL AND NOT space.sketched
      AND c.id > coalesce(space.sketched_to, '00000000-0000-0000-0000-000000000000')
    ORDER BY c.id LIMIT $2 FOR SHARE OF c
  ), made AS (
    INSERT INTO sketches (corpus, chunk_id, tie, sketch)
    SELECT corpus, id, hashtextextended(hash, 0::bigint), trivet.sketch_of(embedding, thresholds) FROM page
    ON CONFLICT DO NOTHING
  ), last AS (SELECT id FROM page ORDER BY id DESC LIMIT 1)
  UPDATE embedding_space SET sketched_to = last.id FROM last
  RETURNING (SELECT count(*)::integer FROM page) AS chunks`;

/** $1 model. */
export const SET_SKETCHED = `
  UPDATE embedding_space SET sketched = true WHERE model_id = $1 AND thresholds IS NOT NULL`;

export const COUNT_CHUNKS = `
  SELECT count(*)::integer AS total,
    count(*) FILTER (WHERE id <= coalesce(sketched_to, '00000000-0000-0000-0000-000000000000'))::integer AS done
  FROM chunks, embedding_space`;

/** Until a vacuum a search visits the row of every sketch besides the index. The embedded engine never vacuums by itself. */
export const VACUUM_SKETCHES = 'VACUUM (ANALYZE) sketches';
