-- Erasures: documents whose words must go from every cache, because they were deleted or belong to another corpus by now. The row is
-- left by a trigger, in the writer's own transaction, so that nothing that ends a process loses it, and deletes by plain SQL and by
-- instances of a version that knows no such rows leave it too. No answer depends on it: stamps keep such words from being served.

-- No text, only names. An instance learns of rows by `writer`: those of transactions that were not over when it looked last. Numbers
-- from a sequence would not do, because they are not committed in their order.
CREATE TABLE trivet.erasures (
  id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  corpus   text NOT NULL,
  document text NOT NULL,
  writer   xid8 NOT NULL DEFAULT pg_current_xact_id(),  -- who wrote the row last
  asked_at timestamptz NOT NULL DEFAULT now(),
  due_at   timestamptz DEFAULT '-infinity'              -- when to erase it from the shared store; null: it is not there any more
);
CREATE INDEX erasures_writer ON trivet.erasures (writer, id);
CREATE INDEX erasures_due ON trivet.erasures (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX erasures_age ON trivet.erasures (asked_at);

-- Asks for an erasure. Triggers of any table may call it, with the corpus as it was.
CREATE FUNCTION trivet.erase(corpus text, document text) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO trivet.erasures (corpus, document) VALUES (erase.corpus, erase.document);
END $$;

CREATE FUNCTION trivet.erase_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM trivet.erase(OLD.corpus, OLD.id::text);
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION trivet.erase(text, text), trivet.erase_note() FROM PUBLIC;

-- For rows and not for statements, so that an ordinary edit pays for a comparison and no call. ALWAYS: also for what a replica is told.
CREATE TRIGGER erase_deleted AFTER DELETE ON notes FOR EACH ROW EXECUTE FUNCTION trivet.erase_note();
CREATE TRIGGER erase_moved AFTER UPDATE ON notes FOR EACH ROW
  WHEN ((OLD.id, OLD.corpus) IS DISTINCT FROM (NEW.id, NEW.corpus)) EXECUTE FUNCTION trivet.erase_note();
ALTER TABLE notes ENABLE ALWAYS TRIGGER erase_deleted, ENABLE ALWAYS TRIGGER erase_moved;
