-- Rows of one table that say the same as rows of another, and what is told when they do not. Foreign keys and triggers keep them
-- so. Under session_replication_role = replica nothing does, nor between two tables that are replicated apart.

CREATE TABLE trivet.agreements (
  name text PRIMARY KEY,
  table_name text NOT NULL,     -- which table problems() names
  disagreements text NOT NULL,  -- a query: one row for each row that disagrees; all names in it have their schema
  problem text NOT NULL         -- what is wrong with such rows and what to do about it
);

-- Registers a query that must return nothing, or replaces the one of this name.
CREATE FUNCTION trivet.agree(name text, table_name text, disagreements text, problem text) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO trivet.agreements VALUES (agree.name, agree.table_name, agree.disagreements, agree.problem)
  ON CONFLICT ON CONSTRAINT agreements_pkey DO UPDATE
    SET table_name = excluded.table_name, disagreements = excluded.disagreements, problem = excluded.problem
$$;

-- What problems() was until here: the epoch and the triggers, which takes a millisecond. Readiness asks for it.
ALTER FUNCTION trivet.problems() RENAME TO watch_problems;

-- All rows that disagree, by kind. It looks at every row, so no request and no readiness waits for it.
CREATE FUNCTION trivet.row_problems() RETURNS TABLE (watched text, trigger text, problem text) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  kept trivet.agreements;
  disagreeing bigint;
BEGIN
  FOR kept IN SELECT a.* FROM trivet.agreements AS a ORDER BY a.name LOOP
    BEGIN
      EXECUTE format(E'SELECT count(*) FROM (%s\n) AS disagreeing', kept.disagreements) INTO disagreeing;
      IF disagreeing > 0 THEN
        RETURN QUERY SELECT kept.table_name, NULL::text, format('%s rows: %s', disagreeing, kept.problem);
      END IF;
    EXCEPTION WHEN undefined_table OR undefined_column OR undefined_function THEN
      RETURN QUERY SELECT kept.table_name, NULL::text, format('cannot be compared: %s', SQLERRM);
    END;
  END LOOP;
END $$;

-- All that is wrong; no rows when all is well.
--
-- The readiness of versions before this one asks here too, on connections that end a statement after .4 s. Looking at every row would
-- take longer, and none of those instances would be ready while this version is rolled out. So they are told of triggers, as before.
CREATE FUNCTION trivet.problems() RETURNS TABLE (watched text, trigger text, problem text) LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  allowed_ms constant integer := (SELECT setting FROM pg_settings WHERE name = 'statement_timeout');
BEGIN
  RETURN QUERY SELECT * FROM trivet.watch_problems();
  IF allowed_ms = 0 OR allowed_ms >= 1000 THEN
    RETURN QUERY SELECT * FROM trivet.row_problems();
  END IF;
END $$;

REVOKE ALL ON FUNCTION trivet.agree(text, text, text, text) FROM PUBLIC;
