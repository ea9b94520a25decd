-- The chunker is a part of the space that chunks are from, as the embedding model is. Another version of either asks for a reindex.
-- Version 1 made all chunks until now, also those of programs that do not know this column.
ALTER TABLE embedding_space ADD COLUMN chunker integer NOT NULL DEFAULT 1;
