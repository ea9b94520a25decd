-- Search by words, beside that by vectors. The words of a chunk, and of a note's title, are keys of an index over expressions: no column
-- and no trigger keeps them, so plain SQL cannot leave wrong ones behind. Each key is a hash of corpus and word. A posting list is
-- therefore one corpus's own, and what others write is not met on the way.

-- What a text can be found by, in lower case. A token is a run of letters and digits, or several that are joined without white space,
-- such as an address, a path, a setting, a version or an ISBN, and so are ".env" and "--dry". It is kept whole, with its pieces
-- ("nginx.conf" of a path), their parts ("nginx"), and the pieces without joiners (an ISBN without hyphens). "keepAlive" gives its two
-- words besides. Scripts without spaces give pairs of characters. Accents stay, and a possessive 's goes. So does an s at the end of a
-- word, as most plurals of European languages end: .4 % more of XQuAD's questions have their paragraph first. A whole stem beside each
-- word gave no more.
--
-- Questions and chunks are read by this one function. 0.3 ms for 800 characters of English (PostgreSQL 17, busy machine).
CREATE FUNCTION trivet.terms(said text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  letter constant text := '[a-z0-9\u00AA\u00B5\u00BA\u00C0-\u1FFF\u2C00-\u2FFF\u3005-\u3007\u3021-\uD7FF\uF900-\uFDFF\uFE70-\uFEFE\uFF66-\uFFDC\U00010000-\U0010FFFF]';
  joiner constant text := '[-._/:@#+&=%~''\\?]';
  -- Thai, Lao, Burmese, Khmer, Chinese, Japanese; and Korean, whose words end in particles.
  unspaced constant text := '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3005-\u3007\u3041-\u30FF\u3400-\u9FFF\uAC00-\uD7AF\uF900-\uFAFF\uFF66-\uFF9F\U00020000-\U0003FFFF]';
  folded text := translate(lower(said), '’', '''');
BEGIN
  IF octet_length(said) <> length(said) THEN
    folded := normalize(folded, NFKC);
  END IF;
  IF strpos(folded, '''') > 0 THEN
    folded := regexp_replace(folded, '''s(?!' || letter || ')', '', 'g');
  END IF;
  RETURN ARRAY(
    WITH token AS MATERIALIZED (
      SELECT DISTINCT m[1] AS whole
      FROM regexp_matches(folded, '(?:--|\.)?' || letter || '+(?:' || joiner || '{1,3}' || letter || '+)*(?:\+\+|#)?', 'g') AS m
    ), joined AS MATERIALIZED (
      SELECT whole FROM token WHERE length(whole) <> length(translate(whole, '-._/:@#+&=%~''\?', ''))
    ), piece AS MATERIALIZED (
      SELECT DISTINCT text AS term FROM joined, string_to_table(translate(whole, '/:@#&=%~\?', '          '), ' ') AS text
    )
    SELECT DISTINCT CASE WHEN term ~ '^[a-z]{3,}s$' AND term !~ '[isu]s$' THEN left(term, -1) ELSE term END FROM (
      SELECT whole AS term FROM token
      UNION ALL SELECT piece.term FROM piece
      UNION ALL SELECT part FROM piece, string_to_table(translate(piece.term, '-._+''', '     '), ' ') AS part
      UNION ALL SELECT translate(piece.term, '-._''', '') FROM piece
      -- Pairs of neighbours, and a lone character. In one pass: cutting at each place took 8 s for 20,000 characters.
      UNION ALL SELECT one || coalesce(next, '') FROM token, regexp_matches(whole, unspaced || '+', 'g') AS run,
        LATERAL (SELECT one, lead(one) OVER (ORDER BY at) AS next, at FROM string_to_table(run[1], NULL) WITH ORDINALITY AS c (one, at)) AS pair
        WHERE octet_length(whole) > length(whole) AND (next IS NOT NULL OR at = 1)
      UNION ALL SELECT part FROM regexp_matches(said, '[A-Za-z0-9]*[a-z0-9][A-Z][A-Za-z0-9]*', 'g') AS joint,
        string_to_table(lower(regexp_replace(joint[1], '([a-z0-9])([A-Z])', '\1 \2', 'g')), ' ') AS part
    ) AS found WHERE term <> '' AND length(term) <= 64);
END $$;

-- The keys of some terms in a corpus. A text that is drawn leaves each term in one or two samples too. They tell that a word is common
-- without a walk along all that hold it: one in 16 is in the first, one in 256 in both.
CREATE FUNCTION trivet.word_keys(corpus text, terms text[], draw bigint) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  samples constant integer := CASE WHEN draw & 255 = 0 THEN 2 WHEN draw & 15 = 0 THEN 1 ELSE 0 END;
BEGIN
  RETURN ARRAY(SELECT hashtextextended(corpus || E'\n' || term, sample) FROM unnest(terms) AS term, generate_series(0, samples) AS sample);
END $$;

-- The draw is one of the text alone, so that no order of writes decides which words count as common.
CREATE FUNCTION trivet.chunk_words(corpus text, section text[], content text) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100000 SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  said constant text := array_to_string(section, E'\n') || E'\n' || content;
BEGIN
  RETURN trivet.word_keys(corpus, trivet.terms(said), hashtextextended(said, 0));
END $$;

-- Many titles are the same, so the draw is one of the note.
CREATE FUNCTION trivet.title_words(corpus text, id uuid, title text) RETURNS bigint[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE COST 100000 SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN trivet.word_keys(corpus, trivet.terms(title), uuid_hash_extended(id, 0));
END $$;

-- Without fastupdate: searches would walk everybody's pending list. Without statistics: they are of no use to the one function that
-- searches here, and ANALYZE would compute all words of 30,000 rows. Building takes .6 ms a chunk, for which writers wait. So in a large
-- database it is left to the service, which builds while notes are written (src/notes/search-structure/indexes.ts).
DO $$
BEGIN
  IF (SELECT count(*) FROM (SELECT FROM public.chunks LIMIT 10001) AS counted) > 10000 THEN RETURN; END IF;
  CREATE INDEX chunks_words ON public.chunks USING gin (trivet.chunk_words(corpus, section, content)) WITH (fastupdate = off);
  CREATE INDEX notes_words ON public.notes USING gin (trivet.title_words(corpus, id, title)) WITH (fastupdate = off);
  ALTER INDEX public.chunks_words ALTER COLUMN 1 SET STATISTICS 0;
  ALTER INDEX public.notes_words ALTER COLUMN 1 SET STATISTICS 0;
END $$;

-- The chunks of some corpora that hold most of a question's words, best first: each with those words, and with its share of the weight
-- of all words. A word weighs the more the fewer chunks of these corpora hold it; nothing else counts. A word that stands in more chunks
-- than `common`, or in more titles, is not looked for. It weighs as if it stood in so many, because one rare word is not the whole
-- question. Chunks of `besides` that hold any of the words are told too, however many are better.
CREATE FUNCTION trivet.word_hits(corpora text[], question text, most integer, besides uuid[])
RETURNS TABLE (id uuid, words text[], share real)
LANGUAGE plpgsql STABLE ROWS 30 SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
-- Planning anew for each question took 1.3 of 3.5 ms.
SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  -- Beyond this many chunks a scope is large. No more are counted.
  large constant integer := 4096;
  chunks constant integer := (SELECT count(*) FROM (SELECT FROM public.chunks AS c WHERE c.corpus = ANY (corpora) LIMIT large + 1) AS counted);
  common constant integer := least(200, greatest(8, chunks / 4));
  -- A word that is in so many of a sixteenth is in some 400 of all. One that is in 200 is taken for it once in 1,000 times.
  crowd constant integer := 24;
  -- Chunks of notes whose titles hold a word. With more the word is common.
  most_titled constant integer := 4096;
  -- A question of 2,000 characters has 400 terms. Names and long words are looked up first.
  most_terms constant integer := 64;
BEGIN
  -- Until they are built, every text would be read again.
  IF (SELECT count(*) FROM pg_index WHERE indexrelid IN (to_regclass('public.chunks_words'), to_regclass('public.notes_words')) AND indisvalid) < 2 THEN
    RETURN;
  END IF;
  RETURN QUERY
  WITH asked AS MATERIALIZED (
    SELECT term, ARRAY(SELECT hashtextextended(corpus || E'\n' || term, 0) FROM unnest(corpora) AS corpus) AS keys,
      ARRAY(SELECT hashtextextended(corpus || E'\n' || term, 1) FROM unnest(corpora) AS corpus) AS in_16,
      ARRAY(SELECT hashtextextended(corpus || E'\n' || term, 2) FROM unnest(corpora) AS corpus) AS in_256
    FROM (SELECT term FROM unnest(trivet.terms(question)) AS term
      ORDER BY (term ~ '[0-9]') DESC, length(term) DESC, term COLLATE "C" LIMIT most_terms) AS longest
  ), rare AS MATERIALIZED (
    -- array_position and not ANY, here and below: the index on corpus would be walked through for nothing.
    SELECT term, keys FROM asked WHERE CASE
      WHEN chunks > large AND crowd < (SELECT count(*) FROM (SELECT FROM public.chunks AS c
        WHERE trivet.chunk_words(c.corpus, c.section, c.content) && in_256 AND array_position(corpora, c.corpus) > 0 LIMIT crowd + 1) AS counted) THEN false
      WHEN chunks > large AND common < (SELECT count(*) FROM (SELECT FROM public.notes AS n
        WHERE trivet.title_words(n.corpus, n.id, n.title) && in_16 AND array_position(corpora, n.corpus) > 0 LIMIT common + 1) AS counted) THEN false
      WHEN chunks > 512 AND crowd < (SELECT count(*) FROM (SELECT FROM public.chunks AS c
        WHERE trivet.chunk_words(c.corpus, c.section, c.content) && in_16 AND array_position(corpora, c.corpus) > 0 LIMIT crowd + 1) AS counted) THEN false
      ELSE true END
  ), posting AS MATERIALIZED (
    -- A title is its note's, and not as common as the note has chunks.
    SELECT term, ids, hashes, coalesce(cardinality(ids), 0) AS held, by_text, by_title FROM rare CROSS JOIN LATERAL (
      SELECT array_agg(one.id) AS ids, array_agg(one.hash) AS hashes, count(*) FILTER (WHERE one.in_text) AS by_text,
        count(DISTINCT one.note_id) FILTER (WHERE one.in_title) + CASE WHEN count(*) > most_titled THEN common ELSE 0 END AS by_title
      FROM (
        SELECT hit.id, hit.hash, hit.note_id, bool_or(NOT hit.titled) AS in_text, bool_or(hit.titled) AS in_title FROM (
          (SELECT c.id, c.hash, c.note_id, false AS titled FROM public.chunks AS c
            WHERE trivet.chunk_words(c.corpus, c.section, c.content) && keys AND array_position(corpora, c.corpus) > 0 LIMIT common + 1)
          UNION ALL
          (SELECT c.id, c.hash, c.note_id, true FROM (SELECT n.id, n.corpus FROM public.notes AS n
              WHERE trivet.title_words(n.corpus, n.id, n.title) && keys AND array_position(corpora, n.corpus) > 0 LIMIT common + 1) AS named
            JOIN public.chunks AS c ON c.note_id = named.id AND c.corpus = named.corpus LIMIT most_titled + common + 1)
        ) AS hit GROUP BY hit.id, hit.hash, hit.note_id
      ) AS one
    ) AS all_of_term
  ), weighed AS MATERIALIZED (
    -- Whole thousandths, so that no order of adding decides. A long number or one with letters names one thing, and weighs twice.
    SELECT term, ids, hashes,
      round(1000 * ln((chunks + 200.0::double precision) / (held + 1)))::integer * CASE WHEN term ~ '[0-9]' AND length(term) > 4 THEN 2 ELSE 1 END AS weight
    FROM posting WHERE greatest(by_text, by_title) <= common
  )
  SELECT placed.id, placed.words, (placed.weight / whole.weight)::real FROM (
    SELECT one.id, array_agg(term ORDER BY term COLLATE "C") AS words, sum(weight) AS weight,
      row_number() OVER (ORDER BY sum(weight) DESC, one.hash COLLATE "C", one.id) AS place
    FROM weighed CROSS JOIN LATERAL unnest(ids, hashes) AS one (id, hash) GROUP BY one.id, one.hash
  ) AS placed, (
    SELECT sum(weight) + ((SELECT count(*) FROM asked) - count(*)) * round(1000 * ln((chunks + 200.0::double precision) / (common + 1))) AS weight FROM weighed
  ) AS whole WHERE place <= most OR placed.id = ANY (besides) ORDER BY place;
END $$;
