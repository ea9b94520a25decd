-- L2 on disk: the embedding cache where there is no Redis. Keys are hashes, so nothing here shows a text.
CREATE TABLE trivet.vectors (
  key        text PRIMARY KEY,
  vector     bytea NOT NULL,
  stored_at  timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX vectors_expiry ON trivet.vectors (expires_at);
CREATE INDEX vectors_age ON trivet.vectors (stored_at);
