import type { ClientBase } from 'pg';
import { v7 as uuid } from 'uuid';
import type { EmbeddedChunk } from './chunk-embedder';
import { vectorText } from '../../core';
import { modelChanged } from './embedding-space.error';
import { CHUNKER_VERSION } from '../chunker/chunker';

/** The note that chunks belong to, and the model of their vectors. */
export interface ChunkTarget {
  readonly noteId: string;
  readonly corpus: string;
  /** Must be the model of the database's embedding space. Vectors of two models are never mixed. */
  readonly modelId: string;
}

interface ExistingRow {
  readonly id: string;
  readonly hash: string;
  readonly ordinal: number;
}

/** $1 note, $2 corpus, then the columns of chunks, as {@link chunkColumns} has them. */
export const insertChunksInto = (table: string): string => `
  INSERT INTO ${table} (id, note_id, corpus, ordinal, section, content, hash, embedding)
  SELECT id, $1, $2, ordinal, ARRAY(SELECT jsonb_array_elements_text(section)), content, hash, embedding::vector
  FROM unnest($3::uuid[], $4::integer[], $5::jsonb[], $6::text[], $7::text[], $8::text[])
    AS added (id, ordinal, section, content, hash, embedding)`;

/** The condition makes a writer with another model or chunker write nothing, even one that began before a reindex. */
const INSERT_CHUNKS = `${insertChunksInto('chunks')}
  WHERE EXISTS (SELECT FROM embedding_space WHERE model_id = $9 AND chunker = $10)`;

/**
 * Makes a note's chunks those given. Chunks that stay are not touched. Their rows, ids and index entries live on, so
 * an edit of one paragraph writes one chunk.
 *
 * @throws {EmbeddingSpaceError} when the database's vectors come from another model by now
 */
export async function replaceChunks(
  client: ClientBase,
  target: ChunkTarget,
  chunks: readonly EmbeddedChunk[],
): Promise<void> {
  const { rows } = await client.query<ExistingRow>(
    'SELECT id, hash, ordinal FROM chunks WHERE note_id = $1 ORDER BY ordinal',
    [target.noteId],
  );
  const { kept, added, removed } = difference(rows, chunks);
  if (removed.length > 0) await client.query('DELETE FROM chunks WHERE id = ANY($1)', [removed]);
  if (kept.length > 0) await reorder(client, kept);
  if (added.length > 0) await insertChunks(client, target, added);
}

interface Kept {
  readonly id: string;
  readonly ordinal: number;
}

function difference(existing: readonly ExistingRow[], chunks: readonly EmbeddedChunk[]) {
  const byHash = new Map<string, ExistingRow[]>();
  for (const row of existing) byHash.set(row.hash, [...(byHash.get(row.hash) ?? []), row]);
  const added: EmbeddedChunk[] = [];
  const kept: Kept[] = [];
  for (const chunk of chunks) {
    const row = byHash.get(chunk.hash)?.shift();
    if (!row) added.push(chunk);
    else if (row.ordinal !== chunk.ordinal) kept.push({ id: row.id, ordinal: chunk.ordinal });
  }
  return { kept, added, removed: [...byHash.values()].flat().map(({ id }) => id) };
}

async function reorder(client: ClientBase, kept: readonly Kept[]): Promise<void> {
  await client.query(
    `UPDATE chunks SET ordinal = moved.ordinal
     FROM unnest($1::uuid[], $2::integer[]) AS moved (id, ordinal) WHERE chunks.id = moved.id`,
    [kept.map(({ id }) => id), kept.map(({ ordinal }) => ordinal)],
  );
}

async function insertChunks(
  client: ClientBase,
  { noteId, corpus, modelId }: ChunkTarget,
  chunks: readonly EmbeddedChunk[],
): Promise<void> {
  const values = [noteId, corpus, ...chunkColumns(chunks), modelId, CHUNKER_VERSION];
  const { rowCount } = await client.query(INSERT_CHUNKS, values);
  if (rowCount !== chunks.length) throw modelChanged();
}

/** One list for each column. Every chunk gets a new id. */
export function chunkColumns(chunks: readonly EmbeddedChunk[]) {
  return [
    chunks.map(() => uuid()),
    chunks.map(({ ordinal }) => ordinal),
    chunks.map(({ section }) => JSON.stringify(section)),
    chunks.map(({ content }) => content),
    chunks.map(({ hash }) => hash),
    chunks.map(({ vector }) => vectorText(vector)),
  ];
}
