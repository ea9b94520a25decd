import { Injectable } from '@nestjs/common';
import { EmbeddingModel, TextVectors, type Waits } from '../../core';
import type { Note } from '../note';
import { NoteError } from '../note.error';
import { chunkNote, type Chunk } from '../chunker/chunker';

export interface EmbeddedChunk extends Chunk {
  /** `Float32Array[dimensions]`, unit length. */
  readonly vector: Float32Array;
}

interface EmbedFor {
  readonly tenant: string;
  readonly waits: Waits;
}

/** A note of 200,000 characters of prose has about 300. Tens of thousands of headings would hold the model for minutes. */
const MAX_CHUNKS = 2_000;

/** Cuts a note into chunks and embeds them through L2. So an edit embeds only the chunks that it changed. */
@Injectable()
export class ChunkEmbedder {
  constructor(
    private readonly model: EmbeddingModel,
    private readonly vectors: TextVectors,
  ) {}

  /**
   * @throws {NoteError} `note_too_long` for a note of too many chunks
   * @throws {ModelUnavailableError}
   */
  async embed(note: CutNote, { tenant, waits }: EmbedFor): Promise<EmbeddedChunk[]> {
    const chunks = await cut(note, this.model);
    const vectors = await this.vectors.of(textsOf(chunks), { tenant, waits, remember: true });
    return withVectors(chunks, vectors);
  }
}

export type CutNote = Pick<Note, 'title' | 'body'>;

/** Embeds past every cache, for a reindex. A cache on disk would wait for the one connection, which the reindex holds. */
export async function embedUncached(note: CutNote, model: EmbeddingModel): Promise<EmbeddedChunk[]> {
  const chunks = await cut(note, model);
  return withVectors(chunks, await model.embed(textsOf(chunks)));
}

async function cut({ title, body }: CutNote, model: EmbeddingModel): Promise<Chunk[]> {
  const countTokens = (texts: readonly string[]): Promise<number[]> => model.countTokens(texts);
  const chunks = await chunkNote({ title, body, maxTokens: model.maxTokens, countTokens });
  if (chunks.length <= MAX_CHUNKS) return chunks;
  throw new NoteError('note_too_long', `The note falls into more than ${MAX_CHUNKS} chunks.`);
}

function textsOf(chunks: readonly Chunk[]): string[] {
  return chunks.map(({ embedText }) => embedText);
}

function withVectors(chunks: readonly Chunk[], vectors: readonly Float32Array[]): EmbeddedChunk[] {
  return chunks.map((chunk, at) => {
    const vector = vectors[at];
    if (!vector) throw new Error('A chunk has no vector.');
    return { ...chunk, vector };
  });
}
