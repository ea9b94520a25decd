import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import { EmbeddingModel } from '../../core';
import { Database } from '../../engines/database/database';
import { vectorText } from '../../core';
import { SAMPLE_TEXTS } from './sample-texts';
import * as sql from './sketches.sql';
import { thresholdsOf } from './thresholds';

/** Chunks that have a sketch, and all of them. */
export interface Sketched {
  readonly done: number;
  readonly total: number;
}

/**
 * Below this many chunks in the database there are no sketches, as scopes of this size are searched without. So most
 * embedded databases never ask their model for the sample.
 */
export const SKETCH_FROM_CHUNKS = 1_000;

/** Some 10 ms of work. Writers of these chunks wait for it, and on the embedded engine everybody does. */
const PAGE = 250;

/**
 * Gives every chunk its sketch (migrations/notes/0007_sketches.sql), so that searches need not look at whole vectors.
 *
 * States, all in the row of `embedding_space`. Small: there are fewer than {@link SKETCH_FROM_CHUNKS} chunks. Measured: the
 * thresholds are known, so chunks that are written get a sketch from a trigger, and this class works through the earlier ones. A
 * run that is ended goes on where it was. Sketched: all chunks have one, and searches use them. A reindex begins anew, and so does
 * this class where a program of a former version did the reindex: it knows no sketches.
 */
@Injectable()
export class Sketcher {
  constructor(
    private readonly database: Database,
    private readonly model: EmbeddingModel,
  ) {}

  /**
   * @returns `small` when there is nothing to do yet, `never` for a model of sparse vectors, `elsewhere` when another instance
   *   works on it
   * @throws {ModelUnavailableError} the sample cannot be embedded
   * @throws {DatabaseUnavailableError}
   */
  async run(onProgress: (progress: Sketched) => void): Promise<'small' | 'never' | 'elsewhere' | 'sketched'> {
    if (this.model.isSparse) return 'never';
    const { rows } = await this.database.query<{ measured: boolean; sketched: boolean; kept: boolean }>({
      text: sql.SPACE_STATE,
      values: [this.model.modelId],
    });
    const [space] = rows;
    if (!space) return 'elsewhere';
    if (!space.kept) {
      await this.beginAnew();
      return this.run(onProgress);
    }
    if (space.sketched) return 'sketched';
    if (!space.measured) {
      if (!(await this.isLarge())) return 'small';
      await this.measure();
    }
    return this.fill(onProgress);
  }

  private async beginAnew(): Promise<void> {
    await this.database.transaction(async (client) => {
      await client.query(sql.STOP_WRITERS);
      await client.query(sql.FORGET_SKETCHES);
      await client.query(sql.BEGIN_ANEW, [this.model.modelId]);
    });
  }

  private async isLarge(): Promise<boolean> {
    const count = { text: sql.HAS_CHUNKS, values: [SKETCH_FROM_CHUNKS] };
    return (await this.database.query<{ enough: boolean }>(count)).rows[0]?.enough === true;
  }

  private async measure(): Promise<void> {
    const thresholds = thresholdsOf(await this.model.embed(SAMPLE_TEXTS)).map(vectorText);
    await this.database.transaction(async (client) => {
      await client.query(sql.STOP_WRITERS);
      await client.query(sql.SET_THRESHOLDS, [this.model.modelId, ...thresholds]);
    });
  }

  private async fill(onProgress: (progress: Sketched) => void): Promise<'elsewhere' | 'sketched'> {
    // Millions of chunks that no vacuum has seen take longer than the server gives a statement.
    const [counted] = await this.database.readUnhurried<{ done: number; total: number }>(sql.COUNT_CHUNKS);
    let { done, total } = counted ?? { done: 0, total: 0 };
    for (;;) {
      const page = await this.database.transaction((client) => this.page(client));
      if (page === null) return 'elsewhere';
      done += page;
      total = Math.max(total, done);
      onProgress({ done, total });
      if (page === 0) break;
    }
    await this.database.query({ text: sql.SET_SKETCHED, values: [this.model.modelId] });
    await this.database.build(sql.VACUUM_SKETCHES);
    return 'sketched';
  }

  /** @returns how many chunks it went past; null when another instance has the turn */
  private async page(client: PoolClient): Promise<number | null> {
    const turn = await client.query<{ taken: boolean }>(sql.TAKE_TURN);
    if (turn.rows[0]?.taken !== true) return null;
    const { rows } = await client.query<{ chunks: number }>(sql.SKETCH_PAGE, [this.model.modelId, PAGE]);
    return rows[0]?.chunks ?? 0;
  }
}
