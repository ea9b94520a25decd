-- L2 on disk: the embedding cache where there is no Redis. Keys are hashes and no text is kept,
-- but a vector says something about the text that it stands for: guard this table as you guard the notes.
CREATE TABLE trivet.vectors (
  key        text PRIMARY KEY,
  vector     bytea NOT NULL,
  stored_at  timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX vectors_expiry ON trivet.vectors (expires_at);
CREATE INDEX vectors_age ON trivet.vectors (stored_at);
