import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { EmbeddingModel } from '../core';
import { Database } from '../engines/database/database';
import { unhurried } from '../engines/database/unhurried';
import { embedUncached } from './chunks/chunk-embedder';
import { replaceChunks } from './chunks/chunk-rows';
import { ensureIndex } from './chunks/embedding-space';
import { DROP_INDEX } from './retrieval/search.sql';

interface NoteToEmbed {
  readonly id: string;
  readonly corpus: string;
  readonly title: string;
  readonly body: string;
}

/** Notes embedded so far, and all of them. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Notes are read in pages of this many. A large database does not have to fit into memory. */
const PAGE = 100;

const NEXT_PAGE = 'SELECT id, corpus, title, body FROM notes WHERE id > $1 ORDER BY id LIMIT $2';
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/**
 * Cuts and embeds every note anew with the configured model, in one transaction. A failure changes nothing.
 *
 * Until it commits, requests that read no chunk go on, such as exact hits. Writers of notes wait, so that no note is
 * missed. Where the chunks have an index, searches wait too: `DROP INDEX` locks the table (PostgreSQL manual,
 * "Explicit Locking").
 */
@Injectable()
export class Reindex {
  constructor(
    private readonly database: Database,
    private readonly model: EmbeddingModel,
  ) {}

  /** @returns how many notes were embedded */
  run(onProgress: (progress: Progress) => void): Promise<number> {
    return this.database.transaction(async (client) => {
      await client.query('SET LOCAL statement_timeout = 0');
      await client.query(unhurried('LOCK TABLE notes, chunks IN SHARE ROW EXCLUSIVE MODE'));
      const total = await countNotes(client);
      await this.enterSpace(client);
      let done = 0;
      for (
        let page = await pageAfter(client, BEFORE_ALL);
        page.length > 0;
        page = await pageAfter(client, page.at(-1)?.id)
      ) {
        for (const note of page) {
          await this.embedAnew(client, note);
          onProgress({ done: ++done, total });
        }
      }
      await ensureIndex(client, this.model.dimensions);
      return done;
    });
  }

  /** Drops the index, which is on vectors of the old length. It is built faster when all vectors are there. */
  private async enterSpace(client: PoolClient): Promise<void> {
    await client.query(DROP_INDEX);
    await client.query(unhurried('DELETE FROM chunks'));
    await client.query(
      `INSERT INTO embedding_space (model_id, dimensions) VALUES ($1, $2)
       ON CONFLICT (singleton) DO UPDATE SET model_id = excluded.model_id, dimensions = excluded.dimensions`,
      [this.model.modelId, this.model.dimensions],
    );
  }

  private async embedAnew(client: PoolClient, { id, corpus, title, body }: NoteToEmbed): Promise<void> {
    const chunks = await embedUncached({ title, body }, this.model);
    await replaceChunks(client, { noteId: id, corpus, modelId: this.model.modelId }, chunks);
  }
}

async function countNotes(client: PoolClient): Promise<number> {
  const { rows } = await client.query<{ notes: number }>('SELECT count(*)::integer AS notes FROM notes');
  return rows[0]?.notes ?? 0;
}

async function pageAfter(client: PoolClient, id: string | undefined): Promise<NoteToEmbed[]> {
  if (id === undefined) return [];
  return (await client.query<NoteToEmbed>(NEXT_PAGE, [id, PAGE])).rows;
}
