-- Stamps are told by a server that takes writes, or not at all. A connection is asked when it is made, but a pooler such as PgBouncer
-- keeps it while the server behind it becomes a standby, whose stamps may be older than what was acknowledged: so the statement
-- itself has to know. A function of its own, so that stamps() stays one that the planner inlines. Anybody may call it: roles that
-- were granted stamps() go on to read them.
CREATE FUNCTION trivet.require_writable() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF current_setting('transaction_read_only') = 'off' THEN RETURN true; END IF;
  RAISE EXCEPTION 'stamps are read where writes are acknowledged, and this transaction only reads' USING
    ERRCODE = 'read_only_sql_transaction', HINT = 'Is this a standby, or default_transaction_read_only on?';
END $$;

-- As it was, and for no reader. The condition has no column in it, so it is asked once per statement, before any mark is read.
CREATE OR REPLACE FUNCTION trivet.stamps(corpora text[]) RETURNS TABLE (corpus text, stamp text, marks integer)
LANGUAGE sql STABLE AS $$
  SELECT m.corpus, encode(int8send(bit_xor(m.hi)) || int8send(bit_xor(m.lo)), 'hex'), count(*)::integer
  FROM trivet.marks AS m WHERE m.corpus = ANY (array_append(corpora, '*')) AND trivet.require_writable() GROUP BY m.corpus
$$;
