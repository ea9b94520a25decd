-- What a question finds depends on the notes in its scope alone: docs/decisions/0021-sketches.md. A sketch has three bits for each
-- number of a vector: whether it is above a low, a middle and a high threshold. Sketches of a corpus lie together, and so a search
-- looks at all of them. The thresholds are those of the embedding space, measured once (src/notes/search-structure).

-- Loads the extension into this session. Until then its settings, which functions below have, are names that only a superuser may use.
SELECT '[1]'::vector;

ALTER TABLE embedding_space
  ADD COLUMN thresholds vector[],
  -- The chunks up to this id have sketches. Those that were written since the thresholds are known have them anyway.
  ADD COLUMN sketched_to uuid,
  -- Whether every chunk has one.
  ADD COLUMN sketched boolean NOT NULL DEFAULT false;

-- A narrow table and not columns of chunks: until a vacuum a search visits the row of every sketch, and those of chunks are eight
-- times as wide. At 100,000 in scope it took 57 ms here and 280 ms there (PostgreSQL 17, 128 MB of shared buffers).
CREATE TABLE sketches (
  corpus   text NOT NULL,
  chunk_id uuid NOT NULL,
  -- Of the chunk's hash: it orders sketches that are equally near, whenever they were written.
  tie      bigint NOT NULL,
  sketch   bit varying NOT NULL,
  PRIMARY KEY (corpus, chunk_id) INCLUDE (tie, sketch)
);

CREATE FUNCTION trivet.sketch_of(embedding vector, thresholds vector[]) RETURNS bit varying
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT binary_quantize(embedding - thresholds[1]) || binary_quantize(embedding - thresholds[2]) || binary_quantize(embedding - thresholds[3])
$$;

-- A sketch follows its chunk, also under plain SQL and for what a replica is told.
--
-- No vector of another length gets in: searches of its corpus would fail, and they are the first to compare it with others.
CREATE FUNCTION trivet.sketch_chunk() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
  space public.embedding_space;
BEGIN
  IF TG_OP <> 'INSERT' THEN
    DELETE FROM public.sketches WHERE corpus = OLD.corpus AND chunk_id = OLD.id;
  END IF;
  IF TG_OP <> 'DELETE' THEN
    SELECT * INTO space FROM public.embedding_space;
    IF vector_dims(NEW.embedding) <> space.dimensions THEN
      RAISE EXCEPTION 'the vector of a chunk has % dimensions, and those of the embedding model have %', vector_dims(NEW.embedding), space.dimensions
        USING ERRCODE = 'data_exception', HINT = 'Write notes through the service, or run "npm run reindex" for another model.';
    END IF;
    INSERT INTO public.sketches (corpus, chunk_id, tie, sketch)
    SELECT NEW.corpus, NEW.id, pg_catalog.hashtextextended(NEW.hash, 0::bigint), trivet.sketch_of(NEW.embedding, space.thresholds)
    WHERE space.thresholds IS NOT NULL
    ON CONFLICT (corpus, chunk_id) DO UPDATE SET tie = excluded.tie, sketch = excluded.sketch;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION trivet.forget_sketches() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
  TRUNCATE public.sketches;
  RETURN NULL;
END $$;

-- Also for the table that a reindex puts in the place of chunks.
CREATE FUNCTION trivet.sketch_chunks() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE TRIGGER sketch_written AFTER INSERT OR DELETE ON public.chunks FOR EACH ROW EXECUTE FUNCTION trivet.sketch_chunk();
  CREATE TRIGGER sketch_changed AFTER UPDATE ON public.chunks FOR EACH ROW
    WHEN ((OLD.id, OLD.corpus, OLD.hash, OLD.embedding) IS DISTINCT FROM (NEW.id, NEW.corpus, NEW.hash, NEW.embedding))
    EXECUTE FUNCTION trivet.sketch_chunk();
  CREATE TRIGGER sketch_truncated AFTER TRUNCATE ON public.chunks FOR EACH STATEMENT EXECUTE FUNCTION trivet.forget_sketches();
  ALTER TABLE public.chunks ENABLE ALWAYS TRIGGER sketch_written, ENABLE ALWAYS TRIGGER sketch_changed,
    ENABLE ALWAYS TRIGGER sketch_truncated;
END $$;

SELECT trivet.sketch_chunks();

-- Corpora so large that a graph of their own sketches alone pays (src/notes/search-structure/graphs.ts). The graph is a partial index.
CREATE TABLE graphs (
  corpus     text PRIMARY KEY,
  index_name text NOT NULL,
  -- Chunks with later ids are looked at besides: a graph is approximate, and what was just written must be found.
  since      uuid NOT NULL
);

-- The sketches that differ least from the one asked for. All of the corpora are looked at, but for those that have a graph.
--
-- The planner knows neither what lies in memory nor that the index holds all that is asked for: it preferred bitmaps at four times
-- the time, and compiled what is over in 25 ms.
CREATE FUNCTION trivet.near_sketches(corpora text[], asked bit varying, looks integer)
RETURNS TABLE (chunk_id uuid, tie bigint, bits double precision) LANGUAGE plpgsql STABLE ROWS 200
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET max_parallel_workers_per_gather = 0
SET hnsw.ef_search = 400 SET hnsw.iterative_scan = strict_order AS $$
#variable_conflict use_column
DECLARE
  walked public.graphs[] := ARRAY(SELECT g FROM public.graphs AS g WHERE g.corpus = ANY (corpora));
  one public.graphs;
BEGIN
  FOREACH one IN ARRAY walked LOOP
    -- The planner takes a partial index only where it reads the corpus in the statement.
    RETURN QUERY EXECUTE format(
      'SELECT chunk_id, tie, sketch::bit(%1$s) <~> $1::bit(%1$s) FROM public.sketches WHERE corpus = %2$L
       ORDER BY sketch::bit(%1$s) <~> $1::bit(%1$s) LIMIT $2', length(asked), one.corpus) USING asked, looks;
    RETURN QUERY SELECT s.chunk_id, s.tie, hamming_distance(s.sketch, asked) AS bits FROM public.sketches AS s
      WHERE s.corpus = one.corpus AND s.chunk_id > one.since ORDER BY bits, s.tie LIMIT looks;
    corpora := array_remove(corpora, one.corpus);
  END LOOP;
  RETURN QUERY SELECT s.chunk_id, s.tie, hamming_distance(s.sketch, asked) AS bits FROM public.sketches AS s
    WHERE s.corpus = ANY (corpora) ORDER BY bits, s.tie LIMIT looks;
END $$;

-- The chunks nearest to a question among those of some corpora, by the cosine distance of their full vectors.
--
-- It looks at every sketch of the corpora, and then at the vectors of the nearest. How many are enough depends on how well sketches
-- tell distances here: a line through (bits that differ, distance) of those looked at, and how far they are off it, say what the
-- next ones could still be. The less the line explains, the more chunks lie just behind those looked at: 3.2 residuals are enough
-- for real vectors, of which it explains .7, and 4.1 for pure noise with .1. The former need 200 to 400 looks, and noise thousands.
--
-- Where not every chunk has a sketch yet it looks at all vectors. So it does in scopes of up to 1,000 chunks, whether the database has
-- sketches or not: else the chunks of others would decide how these are searched (src/notes/search-structure/sketcher.ts).
CREATE FUNCTION trivet.by_meaning(corpora text[], question vector, wanted integer)
RETURNS TABLE (chunk_id uuid, distance double precision) LANGUAGE plpgsql STABLE ROWS 20
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off AS $$
#variable_conflict use_column
DECLARE
  few CONSTANT integer := 1000;
  first_looks CONSTANT integer := 200;
  most_looks CONSTANT integer := 12800;
  -- More are wanted than are told, because equal passages are told once (src/notes/retrieval/notes-retriever.ts). These places must be right.
  told CONSTANT integer := greatest(1, wanted / 2 - 5);
  levels vector[];
  asked bit varying;
  looks integer := greatest(first_looks, 4 * wanted);
  seen record;
BEGIN
  -- A program of a former version that reindexes puts a table without these triggers in the place of chunks.
  SELECT space.thresholds INTO levels FROM public.embedding_space AS space WHERE space.sketched
    AND EXISTS (SELECT FROM pg_trigger WHERE tgrelid = 'public.chunks'::regclass AND tgname = 'sketch_written');
  IF levels IS NULL OR few >= (SELECT count(*) FROM (SELECT FROM public.sketches AS s WHERE s.corpus = ANY (corpora) LIMIT few + 1) AS counted) THEN
    RETURN QUERY SELECT c.id, c.embedding <=> question AS distance FROM public.chunks AS c
      WHERE c.corpus = ANY (corpora) ORDER BY distance, c.hash LIMIT wanted;
    RETURN;
  END IF;
  asked := trivet.sketch_of(question, levels);
  LOOP
    WITH near AS MATERIALIZED (
      SELECT DISTINCT bits, tie, chunk_id FROM trivet.near_sketches(corpora, asked, looks) ORDER BY bits, tie, chunk_id LIMIT looks
    ), judged AS (
      SELECT near.*, c.embedding <=> question AS distance
      FROM near JOIN public.chunks AS c ON c.id = near.chunk_id WHERE c.corpus = ANY (corpora)
    )
    SELECT (SELECT count(*) FROM near) AS looked, array_agg(judged.chunk_id ORDER BY judged.distance, tie, judged.chunk_id) AS ids,
      array_agg(judged.distance ORDER BY judged.distance, tie, judged.chunk_id) AS distances,
      coalesce(greatest(regr_slope(judged.distance, bits), 0), 0) AS slope, max(bits) AS edge, avg(bits) AS mean_bits,
      avg(judged.distance) AS mean_distance, stddev_pop(judged.distance) AS deviation, coalesce(regr_r2(judged.distance, bits), 0) AS explained
    INTO seen FROM judged;
    EXIT WHEN seen.looked < looks OR looks >= most_looks OR seen.ids IS NULL
      OR seen.mean_distance + seen.slope * (seen.edge - seen.mean_bits) - (4.2 - 1.2 * seen.explained) * seen.deviation * sqrt(1 - seen.explained)
         > seen.distances[least(told, cardinality(seen.distances))];
    looks := 2 * looks;
  END LOOP;
  RETURN QUERY SELECT * FROM unnest(seen.ids[:wanted], seen.distances[:wanted]);
END $$;

-- The operators of vectors lie where the extension was created. Only pg_catalog is looked at besides.
DO $$
DECLARE
  named text;
  place text := (SELECT nspname FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace WHERE extname = 'vector');
BEGIN
  FOREACH named IN ARRAY ARRAY['sketch_of(vector, vector[])', 'sketch_chunk()',
    'near_sketches(text[], bit varying, integer)', 'by_meaning(text[], vector, integer)'] LOOP
    EXECUTE format('ALTER FUNCTION trivet.%s SET search_path = pg_catalog, %I, pg_temp', named, place);
  END LOOP;
END $$;
ALTER FUNCTION trivet.forget_sketches() SET search_path = pg_catalog, pg_temp;
REVOKE ALL ON FUNCTION trivet.sketch_chunk(), trivet.forget_sketches() FROM PUBLIC;
