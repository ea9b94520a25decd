import { chunksWords, withoutStatistics } from './search-structure/indexes';
import { FORGET_SKETCHES } from './search-structure/sketches.sql';

/**
 * The statements of a reindex. It fills a schema of its own, where table, indexes and constraints have the names that they will
 * have in `public`. Nobody else reads or writes there, and triggers do not watch it.
 */

/** What the next chunks are made with, one row. A reindex with anything else begins anew. */
const SPACE = 'reindex.space';

/** The notes that are done, each in the version that was embedded: `xmin`, which every update changes, also one by plain SQL. */
const DONE = 'reindex.notes';

export const NEXT_CHUNKS = 'reindex.chunks';

/** Whether there is work to go on with. $1 model, $2 chunker. */
export const HAS_TABLES = "SELECT to_regclass('reindex.space') IS NOT NULL AS begun";
export const IS_SAME_SPACE = `SELECT FROM ${SPACE} WHERE model_id = $1 AND chunker = $2`;

export const DROP_TABLES = 'DROP SCHEMA IF EXISTS reindex CASCADE';

/** No foreign key yet: it would make whoever moves or deletes a note wait for this work. */
export const CREATE_TABLES = `
  CREATE SCHEMA reindex;
  CREATE TABLE ${SPACE} (model_id text NOT NULL, chunker integer NOT NULL);
  CREATE TABLE ${DONE} (id uuid PRIMARY KEY, written text NOT NULL);
  CREATE TABLE ${NEXT_CHUNKS} (LIKE public.chunks, PRIMARY KEY (id));
  CREATE INDEX chunks_note ON ${NEXT_CHUNKS} (note_id, corpus);
  CREATE INDEX chunks_corpus ON ${NEXT_CHUNKS} (corpus);`;

export const ENTER_SPACE = `INSERT INTO ${SPACE} (model_id, chunker) VALUES ($1, $2)`;

const IS_PENDING = `NOT EXISTS (SELECT FROM ${DONE} AS done WHERE done.id = notes.id AND done.written = notes.xmin::text)`;

export const COUNT_NOTES = `
  SELECT count(*)::integer AS total, count(*) FILTER (WHERE ${IS_PENDING})::integer AS pending FROM notes`;

/** $1 id to continue after, $2 limit. */
export const NEXT_PAGE = `
  SELECT id, corpus, title, body, xmin::text AS written FROM notes
  WHERE id > $1 AND ${IS_PENDING} ORDER BY id LIMIT $2`;

/** $1 note, $2 the version that was embedded. No row when somebody has changed or deleted the note since. */
export const LOCK_VERSION = 'SELECT FROM notes WHERE id = $1 AND xmin::text = $2 FOR KEY SHARE';

/** $1 note, $2 the version that was embedded. */
export const SET_DONE = `
  INSERT INTO ${DONE} (id, written) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET written = excluded.written`;

/** $1 note. */
export const DELETE_NEXT = `DELETE FROM ${NEXT_CHUNKS} WHERE note_id = $1`;

const WORDS = chunksWords(NEXT_CHUNKS);

export const INDEX_WORDS = `
  CREATE INDEX IF NOT EXISTS ${WORDS.name} ${WORDS.definition};
  ${withoutStatistics(`reindex.${WORDS.name}`)};`;

export const ANALYZE_NEXT = `ANALYZE ${NEXT_CHUNKS}`;

/** Writers of notes wait from here on, and searches do not. */
export const STOP_WRITERS = 'LOCK TABLE notes, chunks IN SHARE ROW EXCLUSIVE MODE';

/** Chunks of notes that were deleted meanwhile. */
export const DELETE_ORPHANS = `
  DELETE FROM ${NEXT_CHUNKS} AS c WHERE NOT EXISTS (SELECT FROM notes WHERE notes.id = c.note_id)`;

/** As in 0003_notes.sql. */
export const FOLLOW_NOTES = `
  ALTER TABLE ${NEXT_CHUNKS} ADD FOREIGN KEY (note_id, corpus) REFERENCES notes (id, corpus) ON UPDATE CASCADE ON DELETE CASCADE`;

/**
 * Searches wait for a moment. They lock notes before chunks too, so neither side is the other's deadlock. While this waits for
 * searches that run, all that come wait behind it: hence the limit, after which the transaction is tried again.
 */
export const STOP_READERS =
  "SET LOCAL lock_timeout = '1s'; LOCK TABLE notes, chunks IN ACCESS EXCLUSIVE MODE";

/** The watch changes the epoch: nothing that was cached before is used again without a search. The next chunks have no sketches yet. */
export const SWAP = `
  DROP TABLE public.chunks;
  ${FORGET_SKETCHES};
  ALTER TABLE ${NEXT_CHUNKS} SET SCHEMA public;
  DROP SCHEMA reindex CASCADE;
  SELECT trivet.watch('public.chunks', corpus => 'corpus', columns => '{id,note_id,section,content,hash,embedding}');
  SELECT trivet.sketch_chunks();`;

/** $1 model, $2 its dimensions, $3 chunker. */
export const CHANGE_SPACE = `
  INSERT INTO embedding_space (model_id, dimensions, chunker) VALUES ($1, $2, $3)
  ON CONFLICT (singleton) DO UPDATE
  SET model_id = excluded.model_id, dimensions = excluded.dimensions, chunker = excluded.chunker,
    thresholds = NULL, sketched_to = NULL, sketched = false`;
