-- Erasures: documents whose words must go from every cache. They were deleted, or belong to another corpus by now. A trigger of the
-- host's table leaves the row in the writer's own transaction, so a process that ends loses none. Deletes by plain SQL and by
-- instances of an older version leave it too. No answer depends on it: stamps keep such words from being served.

-- No text, only names. An instance learns of rows by `writer`: those of transactions that were not over when it looked last. Numbers
-- from a sequence would not do, because they are not committed in their order.
CREATE TABLE trivet.erasures (
  id       uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  corpus   text NOT NULL,
  document text NOT NULL,
  writer   xid8 NOT NULL DEFAULT pg_current_xact_id(),  -- the transaction that wrote the row last
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

REVOKE ALL ON FUNCTION trivet.erase(text, text) FROM PUBLIC;
