import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { EmbeddingModel } from '../../core';
import { Database } from '../../engines/database/database';
import { CHUNKER_VERSION } from '../chunker/chunker';
import { Reindex } from '../reindex';
import { type EmbeddingSpaceError, modelChanged, spaceChange } from './embedding-space.error';

interface SpaceRow {
  readonly model_id: string;
  readonly dimensions: number;
  readonly chunker: number;
}

/** Notes between two lines of the log. */
const PROGRESS_EVERY = 100;

/** What the chunks are from, where that is not the model and chunker in use. */
interface Difference {
  /** The version that cut them, when it is an earlier one and the model is the same. */
  readonly olderChunker: number | undefined;
  readonly error: EmbeddingSpaceError;
}

/**
 * The one model and chunker that all chunks in the database are from. The first start claims them, and every other checks them.
 *
 * When only the chunker is newer than the chunks, the embedded database is reindexed by the start itself: nobody else uses it.
 * On a server, instances of the former version answer meanwhile, so an operator says when.
 */
@Injectable()
export class EmbeddingSpace implements OnModuleInit {
  private readonly logger = new Logger('Notes');

  constructor(
    private readonly database: Database,
    private readonly model: EmbeddingModel,
    private readonly reindex: Reindex,
  ) {}

  /** @throws {EmbeddingSpaceError} when the notes were cut or embedded otherwise */
  async onModuleInit(): Promise<void> {
    const difference = await this.claim();
    if (!difference) return;
    const { olderChunker, error } = difference;
    if (!this.database.embedded || olderChunker === undefined) throw error;
    await this.recut(olderChunker);
  }

  private claim(): Promise<Difference | undefined> {
    const { modelId, dimensions } = this.model;
    return this.database.transaction(async (client) => {
      await client.query(
        'INSERT INTO embedding_space (model_id, dimensions, chunker) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
        [modelId, dimensions, CHUNKER_VERSION],
      );
      const { rows } = await client.query<SpaceRow>(
        'SELECT model_id, dimensions, chunker FROM embedding_space',
      );
      const [space] = rows;
      if (!space) throw modelChanged();
      const { model_id, chunker } = space;
      const error = spaceChange({ modelId: model_id, chunker }, { modelId, chunker: CHUNKER_VERSION });
      if (error) {
        const isOlder = model_id === modelId && chunker < CHUNKER_VERSION;
        return { error, olderChunker: isOlder ? chunker : undefined };
      }
      return undefined;
    });
  }

  private async recut(version: number): Promise<void> {
    this.logger.log(
      `The notes are cut by version ${version} of the chunker. This start cuts and embeds them anew, once. If it is ended, the next one goes on.`,
    );
    const embedded = await this.reindex.run(({ done, total }) => {
      if (done % PROGRESS_EVERY === 0) this.logger.log(`${done} of ${total} notes are embedded.`);
    });
    this.logger.log(`All notes are cut by version ${CHUNKER_VERSION}; ${embedded} were embedded anew.`);
  }
}
