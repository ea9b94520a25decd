-- A note has a new incarnation whenever it comes into a corpus: core/0006_incarnations.sql. The names only have to differ among the
-- stays of one note in one corpus. Notes that were there before have none until they move.
ALTER TABLE notes ADD COLUMN incarnation text NOT NULL DEFAULT '';

CREATE FUNCTION trivet.name_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- What a row brings with it counts for nothing: it may be a copy of one that was erased, or the publisher's.
  IF TG_OP = 'UPDATE' AND (OLD.id, OLD.tenant, OLD.workspace, OLD.owner, OLD.visibility)
    IS NOT DISTINCT FROM (NEW.id, NEW.tenant, NEW.workspace, NEW.owner, NEW.visibility) THEN
    NEW.incarnation := OLD.incarnation;
  ELSE
    NEW.incarnation := right(gen_random_uuid()::text, 12);
  END IF;
  RETURN NEW;
END $$;

-- An incarnation that ends is erased, whatever ended it.
CREATE OR REPLACE FUNCTION trivet.erase_note() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM trivet.erase(OLD.corpus, OLD.id::text, OLD.incarnation);
  RETURN NULL;
END $$;

REVOKE ALL ON FUNCTION trivet.name_note() FROM PUBLIC;

-- Before a row is written its corpus is not known yet, so all columns that it is derived from are compared.
CREATE TRIGGER name_arrived BEFORE INSERT ON notes FOR EACH ROW EXECUTE FUNCTION trivet.name_note();
CREATE TRIGGER name_moved BEFORE UPDATE ON notes FOR EACH ROW
  WHEN ((OLD.id, OLD.tenant, OLD.workspace, OLD.owner, OLD.visibility, OLD.incarnation)
    IS DISTINCT FROM (NEW.id, NEW.tenant, NEW.workspace, NEW.owner, NEW.visibility, NEW.incarnation))
  EXECUTE FUNCTION trivet.name_note();
CREATE OR REPLACE TRIGGER erase_moved AFTER UPDATE ON notes FOR EACH ROW
  WHEN ((OLD.id, OLD.corpus, OLD.incarnation) IS DISTINCT FROM (NEW.id, NEW.corpus, NEW.incarnation))
  EXECUTE FUNCTION trivet.erase_note();
ALTER TABLE notes ENABLE ALWAYS TRIGGER name_arrived, ENABLE ALWAYS TRIGGER name_moved, ENABLE ALWAYS TRIGGER erase_moved;
