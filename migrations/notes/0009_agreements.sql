-- Which rows of notes and chunks must say the same: core/0007_agreements.sql. A search compares them itself, and tells nothing of a
-- note whose chunks do not agree. So these are notes that people miss.

SELECT trivet.agree('chunks of notes', 'public.chunks',
  'SELECT FROM public.chunks AS c WHERE NOT EXISTS (
     SELECT FROM public.notes AS n WHERE n.id = c.note_id AND n.corpus = c.corpus)',
  'the note of the chunk is missing or in another corpus, and nobody finds the chunk. Let replication catch up, or '
  'UPDATE chunks SET corpus = notes.corpus FROM notes WHERE notes.id = note_id');

SELECT trivet.agree('marks of notes', 'trivet.marks',
  'SELECT DISTINCT corpus FROM public.notes EXCEPT SELECT corpus FROM trivet.marks',
  'the corpus of notes has no mark, so it is in nobody''s scope. SELECT trivet.touch(ARRAY(SELECT DISTINCT corpus FROM notes))');

SELECT trivet.agree('sketches of chunks', 'public.sketches',
  'SELECT FROM public.sketches AS s WHERE NOT EXISTS (
     SELECT FROM public.chunks AS c WHERE c.id = s.chunk_id AND c.corpus = s.corpus)
   UNION ALL
   SELECT FROM public.chunks AS c JOIN public.embedding_space AS e ON e.sketched WHERE NOT EXISTS (
     SELECT FROM public.sketches AS s WHERE s.corpus = c.corpus AND s.chunk_id = c.id)',
  'a chunk and its sketch are not of one corpus, or one of them is missing, and large scopes do not find the chunk. '
  'Run "npm run reindex"');

-- The trigger that sketches chunks refuses vectors of another length. Those that were there before it are told. All names have their
-- schema, and the extension's is not always public.
DO $$
DECLARE
  place text := (SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'vector');
BEGIN
  PERFORM trivet.agree('vectors of the space', 'public.chunks', format(
    'SELECT FROM public.chunks AS c JOIN public.embedding_space AS e
       ON NOT e.sketched AND %I.vector_dims(c.embedding) <> e.dimensions', place),
    'the vector is not as long as those of the embedding model, and searches of its corpus fail. Run "npm run reindex"');
END $$;
