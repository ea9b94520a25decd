import { STAMPS_COLUMN, STAMPS_CTE } from '../../core';

/** Columns of chunks that a passage is made of. */
const PASSAGE = 'c.id, c.note_id, c.corpus, c.section, c.content, c.hash';

/**
 * The chunks that hold most of the question's words, beside the nearest ones. Those that are not among the nearest get their distance
 * here. How the words are searched is told in migrations/notes/0008_words.sql.
 */
const WITH_WORDS = `, worded AS (
    SELECT * FROM trivet.word_hits($1, $4::text, ($3::integer + 1) / 2, ARRAY(SELECT id FROM nearest))
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
 * The whole search. One statement, and so one snapshot, gives passages, the stamps of the searched corpora and the embedding space.
 * Parameters: $1 corpora, $2 question vector, $3 limit of the nearest and twice that of those found by words, $4 the question's text
 * where words are searched. The nearest come from `trivet.by_meaning` (migrations/notes/0007_sketches.sql).
 *
 * When nothing is found, the left join gives one row without a passage. So stamps come in any case.
 *
 * The corpus of the note decides besides the chunk's own. Where rows arrive without foreign keys, as on a replica, a note is private
 * before its chunks are.
 *
 * `notes` is named before `chunks`, because tables are locked in the order in which a statement names them. `TRUNCATE notes, chunks`
 * and most other work on both come in this order too. In the other order PostgreSQL ended searches as victims of a deadlock.
 */
export const search = (way: Way): string => `
  WITH ${STAMPS_CTE}, heads AS (SELECT id, corpus, title, incarnation FROM notes), nearest AS (
    SELECT ${PASSAGE}, found.distance
    FROM trivet.by_meaning($1, $2, $3) AS found JOIN chunks AS c ON c.id = found.chunk_id
    WHERE c.corpus = ANY($1)
  )${way === 'hybrid' ? WITH_WORDS : WITHOUT_WORDS}
  SELECT ${STAMPS_COLUMN}, (SELECT model_id FROM embedding_space) AS model_id, hit.*
  FROM (SELECT) AS one LEFT JOIN (
    SELECT candidates.*, heads.title, heads.incarnation
    FROM candidates JOIN heads ON heads.id = candidates.note_id AND heads.corpus = candidates.corpus
  ) AS hit ON true`;
