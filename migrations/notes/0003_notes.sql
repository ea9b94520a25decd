CREATE EXTENSION IF NOT EXISTS vector;

-- corpus is derived here and nowhere else, so that plain SQL cannot make a note visible to the wrong people. A tenant
-- holds no '/', hence no two corpora share an id.
CREATE TABLE notes (
  id         uuid PRIMARY KEY,
  tenant     text NOT NULL CHECK (tenant <> '' AND strpos(tenant, '/') = 0),
  workspace  text CHECK (workspace <> ''),
  owner      text NOT NULL CHECK (owner <> ''),
  visibility text NOT NULL CHECK (visibility IN ('private', 'workspace')),
  corpus     text NOT NULL GENERATED ALWAYS AS
             (tenant || CASE visibility WHEN 'private' THEN '/u/' || owner ELSE '/w/' || workspace END) STORED,
  title      text NOT NULL,
  body       text NOT NULL,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  CHECK ((visibility = 'workspace') = (workspace IS NOT NULL)),
  UNIQUE (id, corpus)
);
CREATE INDEX notes_listing ON notes (corpus, id DESC);

-- A chunk follows its note from corpus to corpus and out of the world by its foreign key, also under plain SQL.
-- embedding has no fixed length, because the embedding model decides it: see embedding_space.
CREATE TABLE chunks (
  id        uuid PRIMARY KEY,
  note_id   uuid NOT NULL,
  corpus    text NOT NULL,
  ordinal   integer NOT NULL,
  section   text[] NOT NULL,
  content   text NOT NULL,
  hash      text NOT NULL,
  embedding vector NOT NULL,
  FOREIGN KEY (note_id, corpus) REFERENCES notes (id, corpus) ON UPDATE CASCADE ON DELETE CASCADE
);
CREATE INDEX chunks_note ON chunks (note_id, corpus);
CREATE INDEX chunks_corpus ON chunks (corpus);

-- The one model that all vectors in chunks come from; written at the first start, changed only by a reindex.
CREATE TABLE embedding_space (
  singleton  boolean PRIMARY KEY DEFAULT true CHECK (singleton),
  model_id   text NOT NULL,
  dimensions integer NOT NULL
);

-- What retrieval returns, and nothing else: a note's body counts through its chunks.
SELECT trivet.watch('public.notes', corpus => 'corpus', columns => '{id,title}');
SELECT trivet.watch('public.chunks', corpus => 'corpus', columns => '{id,note_id,section,content,hash,embedding}');
