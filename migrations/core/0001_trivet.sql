-- Marks and stamps: how a cache entry finds out, when it is read, that what it was made from has changed.
--
-- Every transaction that changes what retrieval can return from a corpus inserts one row of 128 random bits, a mark, for that
-- corpus. The stamp of a corpus is the XOR of its marks. Writers only ever insert, so they take no lock that another writer
-- wants: with one stamp row per corpus, updated in place, 311 of 600 transactions on two corpora deadlocked.
--
-- PostgreSQL 14 to 18 and PGlite. `SELECT trivet.watch('public.chunks', corpus => 'corpus')` makes a table leave marks.

CREATE SCHEMA IF NOT EXISTS trivet;

CREATE TABLE trivet.marks (
  corpus text NOT NULL,   -- `*` is the epoch, which is part of every stamp
  hi bigint NOT NULL,
  lo bigint NOT NULL
) WITH (
  -- Compaction deletes what writers insert, so the table stays small and its share of dead rows large.
  autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_threshold = 500, autovacuum_vacuum_insert_threshold = 1000
);
CREATE INDEX marks_corpus ON trivet.marks (corpus) INCLUDE (hi, lo);
-- Under a publication FOR ALL TABLES a table without a replica identity refuses DELETE, and so compaction.
ALTER TABLE trivet.marks REPLICA IDENTITY FULL;

CREATE TABLE trivet.watches (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  watched regclass NOT NULL UNIQUE,
  name text NOT NULL,   -- what it was called when it was watched, for messages after it was dropped
  columns text[],
  installed jsonb NOT NULL DEFAULT '{}'   -- trivet.installed(watched) as watch() left it
);

-- One mark per distinct corpus, in the caller's transaction. It must never read marks: a read would give SERIALIZABLE
-- transactions a conflict to fail on. In plpgsql, which keeps its plan, a watched INSERT of one row costs 0.13-0.16 ms more than an
-- unwatched one; in LANGUAGE sql it was 0.35 ms (PostgreSQL 15, 5,000 statements, twice, on a busy machine).
CREATE FUNCTION trivet.touch(corpora text[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  -- The outer digits of a version 4 uuid are random; its six fixed bits (RFC 9562, 5.4) lie between them.
  INSERT INTO trivet.marks (corpus, hi, lo)
  SELECT name, ('x' || left(a, 8) || right(a, 8))::bit(64)::bigint, ('x' || left(b, 8) || right(b, 8))::bit(64)::bigint
  FROM (SELECT name, gen_random_uuid()::text AS a, gen_random_uuid()::text AS b
        FROM (SELECT DISTINCT name FROM unnest(corpora) AS name WHERE name IS NOT NULL) AS touched) AS marked;
END $$;

-- touch() for row triggers, which would otherwise leave a mark per row of an initial synchronisation: leaves out what this
-- transaction marked last. A savepoint that is rolled back takes its marks with it, and a local setting too.
CREATE FUNCTION trivet.touch_once(corpora text[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  mark constant text := pg_current_xact_id()::text || ' ' || corpora::text;
BEGIN
  IF current_setting('trivet.marked_last', true) = mark THEN RETURN; END IF;
  PERFORM trivet.touch(corpora);
  PERFORM set_config('trivet.marked_last', mark, true);
END $$;

-- The stamps of the corpora that were ever written, and of the epoch, as 32 hexadecimal digits. No SET clause and no SECURITY
-- DEFINER, so that the planner inlines it into the statement that calls it and its snapshot.
CREATE FUNCTION trivet.stamps(corpora text[]) RETURNS TABLE (corpus text, stamp text, marks integer)
LANGUAGE sql STABLE AS $$
  SELECT m.corpus, encode(int8send(bit_xor(m.hi)) || int8send(bit_xor(m.lo)), 'hex'), count(*)::integer
  FROM trivet.marks AS m WHERE m.corpus = ANY (array_append(corpora, '*')) GROUP BY m.corpus
$$;

-- Replaces the marks of a corpus by one that holds their XOR, in one statement, so that every snapshot holds either all of the
-- old ones or the new one. Returns how many marks there were, or null when another session is compacting the same corpus.
CREATE FUNCTION trivet.compact(crowded text) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  gone bigint;
BEGIN
  -- Above READ COMMITTED, deleting what another compaction deleted fails, and SERIALIZABLE writers could fail because of us.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'trivet.compact needs READ COMMITTED, not %', upper(current_setting('transaction_isolation'))
      USING ERRCODE = 'active_sql_transaction', HINT = 'BEGIN ISOLATION LEVEL READ COMMITTED first.';
  END IF;
  -- Two compactions of one corpus would be correct, but the second would wait for the first only to find nothing left.
  IF NOT pg_try_advisory_xact_lock(hashtext('trivet.compact'), hashtext(crowded)) THEN RETURN NULL; END IF;
  WITH deleted AS (DELETE FROM trivet.marks WHERE corpus = crowded RETURNING hi, lo),
       merged AS (INSERT INTO trivet.marks (corpus, hi, lo)
                  SELECT crowded, bit_xor(hi), bit_xor(lo) FROM deleted HAVING count(*) > 0)
  SELECT count(*) INTO gone FROM deleted;
  RETURN gone;
END $$;

-- TRUNCATE says nothing about rows, so it changes the epoch.
CREATE FUNCTION trivet.watch_truncate() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM trivet.touch('{*}');
  RETURN NULL;
END $$;

-- Why a table's changes cannot be seen by triggers of its own, or null.
CREATE FUNCTION trivet.unfit(watched oid) RETURNS text LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN relkind NOT IN ('r', 'p') THEN 'it is not a table'
    WHEN relkind = 'p' OR EXISTS (SELECT FROM pg_inherits WHERE watched IN (inhrelid, inhparent))
      THEN 'it is partitioned or inherits, and ATTACH, DETACH and writes to one member fire no trigger of the other'
    WHEN relpersistence = 'u' THEN 'it is unlogged, and a crash empties it without firing a trigger'
    WHEN relpersistence = 't' THEN 'it is temporary'
    WHEN relnamespace IN ('pg_catalog'::regnamespace, 'trivet'::regnamespace) THEN 'it is a system table'
  END FROM pg_class WHERE oid = watched
$$;

-- The triggers of trivet on a table as they are now: name -> {enabled, fingerprint}.
CREATE FUNCTION trivet.installed(watched oid) RETURNS jsonb LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_object_agg(tgname, jsonb_build_object('enabled', tgenabled, 'fingerprint', encode(sha256(convert_to(
      concat_ws(E'\n', tgtype, tgattr, tgqual, tgoldtable, tgnewtable, proname, prosecdef, proconfig, prosrc),
      'UTF8')), 'hex'))), '{}')
  FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid
  WHERE tgrelid = watched AND tgname LIKE 'trivet\_%' AND NOT tgisinternal
$$;

-- What keeps a committed change from changing its stamp; no rows when all is well. Readiness asks for it.
CREATE FUNCTION trivet.problems() RETURNS TABLE (watched text, trigger text, problem text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  WITH kept AS (SELECT w.*, trivet.installed(w.watched) AS present FROM trivet.watches AS w)
  SELECT '*', NULL, 'the epoch has no mark: SELECT trivet.touch(''{*}'')'
    WHERE NOT EXISTS (SELECT FROM trivet.marks WHERE corpus = '*')
  UNION ALL
  SELECT name, NULL, 'the table is missing: watch its successor, or SELECT trivet.unwatch(' || quote_literal(name) || ')'
    FROM kept WHERE NOT EXISTS (SELECT FROM pg_class WHERE oid = kept.watched)
  UNION ALL
  SELECT name, NULL, 'the table can no longer be watched: ' || trivet.unfit(kept.watched)
    FROM kept WHERE trivet.unfit(kept.watched) IS NOT NULL
  UNION ALL
  SELECT name, NULL, 'the watched column ' || quote_ident(lost) || ' is missing: watch the table again'
    FROM kept, unnest(kept.columns) AS lost
    WHERE EXISTS (SELECT FROM pg_class WHERE oid = kept.watched)
      AND NOT EXISTS (SELECT FROM pg_attribute WHERE attrelid = kept.watched AND attname = lost AND NOT attisdropped)
  UNION ALL
  SELECT name, key, CASE
      WHEN present -> key IS NULL THEN 'the trigger is missing: watch the table again'
      WHEN present -> key ->> 'enabled' = 'D' THEN 'the trigger is disabled: watch the table again'
      ELSE 'the trigger is not as it was installed: watch the table again'
    END
    FROM kept, jsonb_each(kept.installed)
    WHERE EXISTS (SELECT FROM pg_class WHERE oid = kept.watched) AND present -> key IS DISTINCT FROM value
$$;

-- Refuses what the triggers could not evaluate on every row. A check constraint takes exactly what they can: an expression over
-- one row, without subquery, aggregate or set.
CREATE FUNCTION trivet.require_expression(watched regclass, corpus text) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format(E'CREATE TEMPORARY TABLE trivet_probe (LIKE %s, CHECK (((%s\n)::text) <> ''''))', watched, corpus);
  DROP TABLE pg_temp.trivet_probe;
EXCEPTION WHEN OTHERS THEN
  RAISE EXCEPTION 'the corpus of % cannot be (%): %', watched, corpus, SQLERRM USING ERRCODE = SQLSTATE,
    HINT = 'Give an SQL expression over the columns of one row; functions and types outside pg_catalog need their schema.';
END $$;

-- Refuses unknown columns; null stands for all of a row's columns, later ones too.
CREATE FUNCTION trivet.require_columns(watched regclass, columns text[]) RETURNS void LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  known constant text[] := ARRAY(SELECT attname::text FROM pg_attribute
                                 WHERE attrelid = watched AND attnum > 0 AND NOT attisdropped ORDER BY attnum);
  unknown constant text[] := ARRAY(SELECT name FROM unnest(columns) AS name WHERE name = ANY (known) IS NOT TRUE);
BEGIN
  IF unknown <> '{}' THEN
    RAISE EXCEPTION '% has no column %', watched, array_to_string(unknown, ', ', 'null') USING
      ERRCODE = 'undefined_column', HINT = format('It has %s.', array_to_string(known, ', '));
  END IF;
END $$;

-- The trigger functions of one watch: watch_<id> for statements, replay_<id> for the rows of a replica. An update counts if a
-- row's corpus, key or one of the columns changed in any bit (`*=` compares images: no equality operator, no rounding in text
-- output, and no printing of vectors). Old and new rows meet by primary key, so two rows that swap their content count; rows
-- without a key meet nobody, so that each of their updates counts.
CREATE FUNCTION trivet.write_functions(watched regclass, corpus text, columns text[], id integer) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  key constant text := (
    SELECT string_agg(format('r.%I', attname), ', ' ORDER BY attnum)
    FROM pg_index JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY (indkey)
    WHERE indrelid = watched AND indisprimary);
  returned constant text := coalesce((SELECT string_agg(format('r.%I', name), ', ') FROM unnest(columns) AS name), 'r.*');
  -- The line break ends a comment in the expression.
  of_row constant text := format(E'(%s\n)::text', corpus);
  seen constant text := format('ROW(%s)', concat_ws(', ', of_row, key, returned));
  key_text constant text := coalesce('ROW(' || key || ')::text', 'gen_random_uuid()::text');
  definition constant text := 'CREATE OR REPLACE FUNCTION trivet.%I() RETURNS trigger LANGUAGE plpgsql '
    'SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS %L';
BEGIN
  EXECUTE format(definition, 'watch_' || id, format($body$
#variable_conflict use_column
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM trivet.touch(ARRAY(SELECT DISTINCT %1$s FROM added AS r));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM trivet.touch(ARRAY(SELECT DISTINCT %1$s FROM removed AS r));
  ELSE
    PERFORM trivet.touch(ARRAY(
      SELECT DISTINCT unnest(ARRAY[o.corpus, n.corpus])
      FROM (SELECT %1$s AS corpus, %2$s AS key, %3$s AS seen FROM removed AS r) AS o
      FULL JOIN (SELECT %1$s AS corpus, %2$s AS key, %3$s AS seen FROM added AS r) AS n ON o.key = n.key
      WHERE (o.seen *= n.seen) IS NOT TRUE));
  END IF;
  RETURN NULL;
END $body$, of_row, key_text, seen));
  EXECUTE format(definition, 'replay_' || id, format($body$
#variable_conflict use_column
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM trivet.touch_once(ARRAY(SELECT %1$s FROM (SELECT NEW.*) AS r));
  ELSIF TG_OP = 'DELETE' THEN
    PERFORM trivet.touch_once(ARRAY(SELECT %1$s FROM (SELECT OLD.*) AS r));
  ELSIF ((SELECT %2$s FROM (SELECT OLD.*) AS r) *= (SELECT %2$s FROM (SELECT NEW.*) AS r)) IS NOT TRUE THEN
    PERFORM trivet.touch_once(ARRAY(SELECT %1$s FROM (SELECT OLD.*) AS r) || ARRAY(SELECT %1$s FROM (SELECT NEW.*) AS r));
  END IF;
  RETURN NULL;
END $body$, of_row, seen));
  EXECUTE format('REVOKE ALL ON FUNCTION trivet.%I(), trivet.%I() FROM PUBLIC', 'watch_' || id, 'replay_' || id);
END $$;

-- The five triggers of one watch. Statement triggers fire for ordinary sessions; under session_replication_role = replica and in
-- logical replication, which fires row triggers only, the row trigger does, and never both. TRUNCATE is seen in either.
CREATE FUNCTION trivet.write_triggers(watched regclass, id integer) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  EXECUTE format($ddl$
    CREATE OR REPLACE TRIGGER trivet_insert AFTER INSERT ON %1$s REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION trivet.%2$I();
    CREATE OR REPLACE TRIGGER trivet_update AFTER UPDATE ON %1$s REFERENCING OLD TABLE AS removed NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION trivet.%2$I();
    CREATE OR REPLACE TRIGGER trivet_delete AFTER DELETE ON %1$s REFERENCING OLD TABLE AS removed
      FOR EACH STATEMENT EXECUTE FUNCTION trivet.%2$I();
    CREATE OR REPLACE TRIGGER trivet_replay AFTER INSERT OR UPDATE OR DELETE ON %1$s
      FOR EACH ROW EXECUTE FUNCTION trivet.%3$I();
    CREATE OR REPLACE TRIGGER trivet_truncate AFTER TRUNCATE ON %1$s
      FOR EACH STATEMENT EXECUTE FUNCTION trivet.watch_truncate();
    ALTER TABLE %1$s ENABLE TRIGGER trivet_insert, ENABLE TRIGGER trivet_update, ENABLE TRIGGER trivet_delete,
      ENABLE REPLICA TRIGGER trivet_replay, ENABLE ALWAYS TRIGGER trivet_truncate;
  $ddl$, watched, 'watch_' || id, 'replay_' || id);
END $$;

-- Makes a table leave marks. `corpus` is an SQL expression over a row, such as 'corpus' or '''w/'' || workspace'; `columns` are
-- those that retrieval reads (null: all), so that an update of others alone leaves no mark. Watching again replaces the watch.
CREATE FUNCTION trivet.watch(watched regclass, corpus text, columns text[] DEFAULT NULL) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  reason constant text := trivet.unfit(watched);
  written text[];
  watch_id integer;
BEGIN
  IF reason IS NOT NULL THEN
    RAISE EXCEPTION '% cannot be watched: %', watched, reason USING ERRCODE = 'wrong_object_type';
  END IF;
  -- An older snapshot would miss the corpora that were written between it and the lock.
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'trivet.watch needs READ COMMITTED' USING ERRCODE = 'active_sql_transaction';
  END IF;
  EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', watched);
  PERFORM trivet.require_expression(watched, corpus), trivet.require_columns(watched, columns);
  PERFORM trivet.unwatch(w.name) FROM trivet.watches AS w
    WHERE w.name = watch.watched::text AND NOT EXISTS (SELECT FROM pg_class WHERE oid = w.watched);
  INSERT INTO trivet.watches AS w (watched, name, columns) VALUES (watched, watched::text, columns)
    ON CONFLICT ON CONSTRAINT watches_watched_key DO UPDATE SET name = excluded.name, columns = excluded.columns
    RETURNING w.id INTO watch_id;
  PERFORM trivet.write_functions(watched, corpus, columns, watch_id);
  PERFORM trivet.write_triggers(watched, watch_id);
  UPDATE trivet.watches AS w SET installed = trivet.installed(w.watched) WHERE w.id = watch_id;
  -- What was written before counts as written: a corpus without a mark is in nobody's scope.
  EXECUTE format(E'SELECT ARRAY(SELECT DISTINCT (%s\n)::text FROM %s)', corpus, watched) INTO written;
  PERFORM trivet.touch(array_append(written, '*'));
END $$;

-- Stops watching a table, also one that was dropped; `name` is as trivet.watches or trivet.problems() has it. The epoch changes,
-- because nobody will say what changes from here on.
CREATE FUNCTION trivet.unwatch(name text) RETURNS void LANGUAGE plpgsql VOLATILE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  kept trivet.watches;
  installed_trigger text;
BEGIN
  SELECT w.* INTO kept FROM trivet.watches AS w WHERE unwatch.name IN (w.watched::text, w.name)
    ORDER BY w.watched::text = unwatch.name DESC LIMIT 1;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'trivet does not watch %', name USING ERRCODE = 'undefined_object',
      HINT = 'Give the name as SELECT name FROM trivet.watches has it, with its schema.';
  END IF;
  FOR installed_trigger IN SELECT jsonb_object_keys(trivet.installed(kept.watched)) LOOP
    EXECUTE format('DROP TRIGGER %I ON %s', installed_trigger, kept.watched);
  END LOOP;
  EXECUTE format('DROP FUNCTION IF EXISTS trivet.%I(), trivet.%I()', 'watch_' || kept.id, 'replay_' || kept.id);
  DELETE FROM trivet.watches AS w WHERE w.id = kept.id;
  PERFORM trivet.touch('{*}');
END $$;

-- Trigger functions run as their owner, so who may write a watched table needs no rights here. A role other than the owner that
-- only reads stamps needs USAGE on the schema, SELECT on marks and EXECUTE on trivet.stamps.
REVOKE ALL ON SCHEMA trivet FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA trivet FROM PUBLIC;

SELECT trivet.touch('{*}');
