-- A note that is deleted, or that moves to another corpus, asks for the erasure of its words: core/0004_erasures.sql.

CREATE FUNCTION trivet.erase_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM trivet.erase(OLD.corpus, OLD.id::text);
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION trivet.erase_note() FROM PUBLIC;

-- For rows and not for statements, so that an ordinary edit pays for a comparison and no call. ALWAYS: also for what a replica is told.
CREATE TRIGGER erase_deleted AFTER DELETE ON notes FOR EACH ROW EXECUTE FUNCTION trivet.erase_note();
CREATE TRIGGER erase_moved AFTER UPDATE ON notes FOR EACH ROW
  WHEN ((OLD.id, OLD.corpus) IS DISTINCT FROM (NEW.id, NEW.corpus)) EXECUTE FUNCTION trivet.erase_note();
ALTER TABLE notes ENABLE ALWAYS TRIGGER erase_deleted, ENABLE ALWAYS TRIGGER erase_moved;
