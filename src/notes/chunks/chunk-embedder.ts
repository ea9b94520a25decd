import { Injectable } from '@nestjs/common';
import { L2EmbeddingService } from '../../core/cache/l2-embedding/l2-embedding.service';
import { EmbeddingModel } from '../../core/ports';
import { NoteError } from '../note.error';
import { chunkNote, type Chunk } from '../chunker/chunker';

export interface EmbeddedChunk extends Chunk {
  /** `Float32Array[dimensions]`, unit length. */
  readonly vector: Float32Array;
}

/** A note of 200,000 characters of prose has about 300; tens of thousands of headings would hold the model for minutes. */
const MAX_CHUNKS = 2_000;

/** Cuts a note into chunks and embeds them through L2, so that an edit embeds only the chunks it changed. */
@Injectable()
export class ChunkEmbedder {
  constructor(
    private readonly model: EmbeddingModel,
    private readonly l2: L2EmbeddingService,
  ) {}

  /**
   * @throws {NoteError} `note_too_long` for a note of too many chunks
   * @throws {ModelUnavailableError}
   */
  async embed(tenant: string, { title, body }: { title: string; body: string }): Promise<EmbeddedChunk[]> {
    const { model } = this;
    const chunks = await chunkNote({
      title,
      body,
      maxTokens: model.maxTokens,
      countTokens: (texts) => model.countTokens(texts),
    });
    if (chunks.length > MAX_CHUNKS) {
      throw new NoteError('note_too_long', `The note falls into more than ${MAX_CHUNKS} chunks.`);
    }
    const texts = chunks.map(({ embedText }) => embedText);
    const vectors = await this.l2.embedMany(texts, { tenant, remember: true });
    return chunks.flatMap((chunk, at) => {
      const vector = vectors[at];
      return vector ? [{ ...chunk, vector }] : [];
    });
  }
}
