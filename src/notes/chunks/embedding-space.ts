import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { EmbeddingModel } from '../../core';
import { Database } from '../../engines/database/database';
import { unhurried } from '../../engines/database/unhurried';
import { createIndex, INDEXABLE_DIMENSIONS } from '../retrieval/search.sql';
import { EmbeddingSpaceError } from './embedding-space.error';

interface SpaceRow {
  readonly model_id: string;
  readonly dimensions: number;
}

/** The one model that all vectors in the database come from. The first start claims it, and every other checks it. */
@Injectable()
export class EmbeddingSpace implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly model: EmbeddingModel,
  ) {}

  /** @throws {EmbeddingSpaceError} when the notes were embedded with another model */
  onModuleInit(): Promise<void> {
    return this.database.transaction(async (client) => {
      await client.query(
        'INSERT INTO embedding_space (model_id, dimensions) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [this.model.modelId, this.model.dimensions],
      );
      const { rows } = await client.query<SpaceRow>('SELECT model_id, dimensions FROM embedding_space');
      const [space] = rows;
      if (space?.model_id !== this.model.modelId)
        throw new EmbeddingSpaceError(space?.model_id, this.model.modelId);
      await ensureIndex(client, space.dimensions);
    });
  }
}

/** Runs in a transaction, however long it takes: 26 s for 10,000 vectors of 384 (PostgreSQL 17, busy machine). */
export async function ensureIndex(client: ClientBase, dimensions: number): Promise<void> {
  if (dimensions > INDEXABLE_DIMENSIONS) return;
  await client.query('SET LOCAL statement_timeout = 0');
  await client.query(unhurried(createIndex(dimensions)));
}
