import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { EmbeddingModel } from '../core';
import { ContendedError } from '../engines/database/contended.error';
import { Database } from '../engines/database/database';
import { unhurried } from '../engines/database/unhurried';
import { CHUNKER_VERSION } from './chunker/chunker';
import { embedUncached, type EmbeddedChunk } from './chunks/chunk-embedder';
import { chunkColumns, insertChunksInto } from './chunks/chunk-rows';
import * as sql from './next-chunks.sql';

interface NoteToEmbed {
  readonly id: string;
  readonly corpus: string;
  readonly title: string;
  readonly body: string;
  /** Its version in the database. */
  readonly written: string;
}

/** Notes embedded so far, also by an earlier run that was ended, and all of them. */
export interface Progress {
  readonly done: number;
  readonly total: number;
}

/** Notes are read in pages of this many. A large database does not have to fit into memory. */
const PAGE = 100;

const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** Writers wait while this many notes are embedded at the end; more make another round without them waiting. */
const LEFT_FOR_THE_SWAP = 10;

/** Each waits a second at most for searches that run; `transaction` makes two of one. */
const SWAP_ATTEMPTS = 30;

/**
 * Cuts and embeds every note anew with the configured model, beside the chunks that are searched meanwhile.
 *
 * States. Filling: notes are embedded in rounds, each in a transaction of its own; whoever edits a note meanwhile makes it pending
 * again. It ends when a round finds few. A run that is ended here goes on where it was when it is started again with the same model
 * and chunker. Indexing: the index of words is built over the next chunks. Swapping: one transaction stops writers, embeds what came
 * last, and puts the next chunks in the place of the others; searches wait for its last moment only. It happens whole or not at all.
 * The next chunks have no sketches yet: `Sketcher` makes them afterwards.
 */
@Injectable()
export class Reindex {
  constructor(
    private readonly database: Database,
    private readonly model: EmbeddingModel,
  ) {}

  /** @returns how many notes this run embedded */
  async run(onProgress: (progress: Progress) => void): Promise<number> {
    await this.begin();
    let embedded = 0;
    for (let round = Infinity; round > LEFT_FOR_THE_SWAP; embedded += round)
      round = await this.fill(onProgress);
    await this.index();
    return embedded + (await this.swap());
  }

  private begin(): Promise<void> {
    const space = [this.model.modelId, CHUNKER_VERSION];
    return this.database.transaction(async (client) => {
      const { rows } = await client.query<{ begun: boolean }>(sql.HAS_TABLES);
      if (rows[0]?.begun && (await client.query(sql.IS_SAME_SPACE, space)).rowCount === 1) return;
      await client.query(sql.DROP_TABLES);
      await client.query(sql.CREATE_TABLES);
      await client.query(sql.ENTER_SPACE, space);
    });
  }

  /** @returns how many notes were pending */
  private async fill(onProgress: (progress: Progress) => void): Promise<number> {
    const { rows } = await this.database.query<{ total: number; pending: number }>(
      unhurried(sql.COUNT_NOTES),
    );
    const { total, pending } = rows[0] ?? { total: 0, pending: 0 };
    let done = total - pending;
    for (let after: string | undefined = BEFORE_ALL; after !== undefined;) {
      const page: NoteToEmbed[] = (
        await this.database.query<NoteToEmbed>({ text: sql.NEXT_PAGE, values: [after, PAGE] })
      ).rows;
      for (const note of page) {
        const chunks = await embedUncached(note, this.model);
        await this.database.transaction((client) => keep(client, note, chunks));
        onProgress({ done: Math.min(++done, total), total });
      }
      after = page.at(-1)?.id;
    }
    return pending;
  }

  private index(): Promise<void> {
    return this.database.transaction(async (client) => {
      await client.query('SET LOCAL statement_timeout = 0');
      await client.query(unhurried(sql.INDEX_WORDS));
      await client.query(unhurried(sql.ANALYZE_NEXT));
    });
  }

  /** @returns how many notes were embedded */
  private async swap(): Promise<number> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.database.transaction((client) => this.swapIn(client));
      } catch (error) {
        if (!(error instanceof ContendedError) || attempt === SWAP_ATTEMPTS) throw error;
      }
    }
  }

  private async swapIn(client: PoolClient): Promise<number> {
    await client.query('SET LOCAL statement_timeout = 0');
    await client.query(unhurried(sql.STOP_WRITERS));
    const { rows } = await client.query<NoteToEmbed>(sql.NEXT_PAGE, [BEFORE_ALL, null]);
    for (const note of rows) await keep(client, note, await embedUncached(note, this.model));
    await client.query(unhurried(sql.DELETE_ORPHANS));
    await client.query(unhurried(sql.FOLLOW_NOTES));
    await client.query(unhurried(sql.STOP_READERS));
    await client.query(unhurried(sql.SWAP));
    await client.query(sql.CHANGE_SPACE, [this.model.modelId, this.model.dimensions, CHUNKER_VERSION]);
    return rows.length;
  }
}

/** Does nothing for a note that was changed since it was read: it stays pending. */
async function keep(client: PoolClient, note: NoteToEmbed, chunks: readonly EmbeddedChunk[]): Promise<void> {
  const { id, written, corpus } = note;
  if ((await client.query(sql.LOCK_VERSION, [id, written])).rowCount === 0) return;
  await client.query(sql.SET_DONE, [id, written]);
  await client.query(sql.DELETE_NEXT, [id]);
  await client.query(insertChunksInto(sql.NEXT_CHUNKS), [id, corpus, ...chunkColumns(chunks)]);
}
