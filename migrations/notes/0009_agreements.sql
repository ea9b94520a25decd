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

-- Where there are sketches, none could be made of a vector of another length.
SELECT trivet.agree('vectors of the space', 'public.chunks',
  'SELECT FROM public.chunks AS c JOIN public.embedding_space AS e
     ON NOT e.sketched AND public.vector_dims(c.embedding) <> e.dimensions',
  'the vector is not as long as those of the embedding model, and searches of its corpus fail. Run "npm run reindex"');
