-- Semantic hits: earlier questions whose answers may answer other questions, what was judged of such pairs, and what follows from it.
-- Rows here are hints. An answer comes from its own entry in L1, and is checked against evidence that was retrieved just now.

CREATE EXTENSION IF NOT EXISTS vector;

-- Questions whose answers were generated. `pool` is a hash of all that must be equal before two questions may share an answer: tenant,
-- person where answers are not shared, answer profile, purges, and scope. No statement looks outside one pool.
CREATE TABLE trivet.cached_questions (
  pool       text NOT NULL,
  question   text NOT NULL,          -- hash of the canonical question
  tenant     text NOT NULL,
  asker      text NOT NULL,          -- who asked it last: goes with that person
  asked      text NOT NULL,          -- as it was typed: gates read it
  vector     halfvec NOT NULL,
  sketch     bit varying NOT NULL,   -- the signs of the vector
  answer_key text NOT NULL,
  passages   text[] NOT NULL,        -- fingerprints of the evidence, in its order
  cited      integer[] NOT NULL,     -- numbers of those that the answer cites, from 1
  stamps     text NOT NULL,          -- hash of the scope's stamps when its evidence was retrieved
  cites      text[] NOT NULL,        -- documents of the evidence: corpus, unit separator, document
  incarnations text[] NOT NULL,      -- of each of them: which of its stays in the corpus
  kept_at    timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz NOT NULL,
  PRIMARY KEY (pool, question)
);
-- A look goes through the signs of one pool in this index alone, and fetches the rows of the nearest.
CREATE INDEX cached_questions_near ON trivet.cached_questions (pool) INCLUDE (sketch, question);
CREATE INDEX cached_questions_age ON trivet.cached_questions (pool, kept_at);
CREATE INDEX cached_questions_expiry ON trivet.cached_questions (expires_at);
CREATE INDEX cached_questions_cites ON trivet.cached_questions USING gin (cites)
  WITH (fastupdate = off);  -- else each erasure goes through the pending list: 1 ms instead of .06 ms (PostgreSQL 17)
CREATE INDEX cached_questions_asker ON trivet.cached_questions (tenant, asker);

-- What was said of a pair of questions whose words passed every gate. It is only ever added to.
CREATE TABLE trivet.semantic_judgements (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant     text NOT NULL,
  profile    text NOT NULL,
  pool       text NOT NULL,
  low        text NOT NULL,          -- the two questions' hashes in their order as text, so that a pair is the same both ways
  high       text NOT NULL,
  similarity real NOT NULL,
  is_wrong   boolean NOT NULL,
  answer_key text NOT NULL,          -- the candidate's answer that was judged; of another one nothing was said
  source     text NOT NULL CHECK (source IN ('shadow', 'audit', 'feedback')),
  is_counted boolean NOT NULL DEFAULT false,
  judged_at  timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX semantic_judgements_pair ON trivet.semantic_judgements (pool, low, high);
CREATE INDEX semantic_judgements_distinct ON trivet.semantic_judgements (tenant, profile, low, high);
CREATE INDEX semantic_judgements_uncounted ON trivet.semantic_judgements (tenant, profile, id) WHERE NOT is_counted;
-- One asker who says it ten times must not end what is served to all.
CREATE UNIQUE INDEX semantic_judgements_feedback ON trivet.semantic_judgements (tenant, profile, low, high) WHERE source = 'feedback';
CREATE INDEX semantic_judgements_age ON trivet.semantic_judgements (judged_at);

-- What the judgements of one tenant and answer profile come to: the certificate and the monitor, folded from them one after another.
CREATE TABLE trivet.semantic_states (
  tenant       text NOT NULL,
  profile      text NOT NULL,
  version      integer NOT NULL,
  state        jsonb NOT NULL,
  serves_from  real,                 -- the certified similarity; null: nothing is certified
  serves_until timestamptz,
  since        timestamptz NOT NULL, -- pairs judged before are distinct again
  changed_at   timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, profile)
);

-- What was served to whom, so that its asker can say that it was wrong.
CREATE TABLE trivet.semantic_servings (
  tenant     text NOT NULL,
  asker      text NOT NULL,
  request    text NOT NULL,
  profile    text NOT NULL,
  pool       text NOT NULL,
  question   text NOT NULL,
  candidate  text NOT NULL,
  answer_key text NOT NULL,
  similarity real NOT NULL,
  served_at  timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, asker, request)
);
CREATE INDEX semantic_servings_age ON trivet.semantic_servings (served_at);

-- A question goes with the documents that its answer was drawn from, in the transaction that erases them. Rows that another transaction
-- holds are left to it or to their expiry: waiting for them could deadlock two writers, and without its answer's entry a row serves nothing.
CREATE FUNCTION trivet.forget_cached_questions() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM trivet.cached_questions AS gone USING (
    SELECT pool, question FROM trivet.cached_questions
    WHERE cites && ARRAY(SELECT DISTINCT corpus || E'\x1f' || document FROM erased)
    ORDER BY pool, question FOR UPDATE SKIP LOCKED) AS held
  WHERE gone.pool = held.pool AND gone.question = held.question;
  RETURN NULL;
EXCEPTION WHEN serialization_failure THEN
  -- Above READ COMMITTED a row may be newer than the writer's snapshot. Its answer goes all the same, and no deletion fails by it.
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION trivet.forget_cached_questions() FROM PUBLIC;

CREATE TRIGGER forget_cached_questions AFTER INSERT ON trivet.erasures REFERENCING NEW TABLE AS erased
  FOR EACH STATEMENT EXECUTE FUNCTION trivet.forget_cached_questions();
-- Also where a replica applies the deletion.
ALTER TABLE trivet.erasures ENABLE ALWAYS TRIGGER forget_cached_questions;

-- Removes what semantic hits keep of one person: the questions that they asked last, and what they were served.
CREATE FUNCTION trivet.forget_person(of_tenant text, person text) RETURNS void LANGUAGE sql VOLATILE AS $$
  DELETE FROM trivet.cached_questions WHERE tenant = of_tenant AND asker = person;
  DELETE FROM trivet.semantic_servings WHERE tenant = of_tenant AND asker = person;
$$;
REVOKE ALL ON FUNCTION trivet.forget_person(text, text) FROM PUBLIC;
