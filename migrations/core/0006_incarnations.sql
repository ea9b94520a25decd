-- An erasure concerns what was retrieved before it, and nothing later. Numbers cannot tell the two apart: those of transactions are
-- not committed in their order, and mean nothing on another server. A name can. Each time a document comes into a corpus, its stay
-- there gets a name of its own, its incarnation. Retrieval returns it with the passage, and an erasure names the one that ended.

ALTER TABLE trivet.erasures
  ADD COLUMN incarnation text NOT NULL DEFAULT '',   -- '': of documents whose stays have no names
  ADD COLUMN erase_at timestamptz;                   -- when to erase it from the shared store; null: it is not there any more
-- What is done stays done, and what comes is due. Versions that know of no incarnations keep to due_at: they find only what was
-- stored without a name.
UPDATE trivet.erasures SET erase_at = due_at WHERE due_at IS NOT NULL;
ALTER TABLE trivet.erasures ALTER COLUMN erase_at SET DEFAULT '-infinity';
CREATE INDEX erasures_erase_at ON trivet.erasures (erase_at) WHERE erase_at IS NOT NULL;

-- Asks for an erasure of one incarnation. trivet.erase(corpus, document) asks for that of what was retrieved without one.
CREATE FUNCTION trivet.erase(corpus text, document text, incarnation text) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  INSERT INTO trivet.erasures (corpus, document, incarnation) VALUES (erase.corpus, erase.document, erase.incarnation);
END $$;

REVOKE ALL ON FUNCTION trivet.erase(text, text, text) FROM PUBLIC;
