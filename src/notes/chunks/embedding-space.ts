import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { ClientBase } from 'pg';
import { EmbeddingModel } from '../../core';
import { Database } from '../../engines/database/database';
import { unhurried } from '../../engines/database/unhurried';
import { createIndex } from '../retrieval/search.sql';
import { CHUNKER_VERSION } from '../chunker/chunker';
import { modelChanged, spaceChange } from './embedding-space.error';

interface SpaceRow {
  readonly model_id: string;
  readonly dimensions: number;
  readonly chunker: number;
}

/** The one model and chunker that all chunks in the database are from. The first start claims them, and every other checks them. */
@Injectable()
export class EmbeddingSpace implements OnModuleInit {
  constructor(
    private readonly database: Database,
    private readonly model: EmbeddingModel,
  ) {}

  /** @throws {EmbeddingSpaceError} when the notes were cut or embedded otherwise */
  onModuleInit(): Promise<void> {
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
      const stored = { modelId: space.model_id, chunker: space.chunker };
      const change = spaceChange(stored, { modelId, chunker: CHUNKER_VERSION });
      if (change) throw change;
      await ensureIndex(client, createIndex(space.dimensions));
    });
  }
}

/** Runs in a transaction, however long it takes: 26 s for 10,000 vectors of 384 (PostgreSQL 17, busy machine). */
export async function ensureIndex(client: ClientBase, create: string | undefined): Promise<void> {
  if (create === undefined) return;
  await client.query('SET LOCAL statement_timeout = 0');
  await client.query(unhurried(create));
}
