import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import {
  EmbeddingModel,
  parseStamps,
  type Principal,
  type Retrieved,
  Retriever,
  type Search,
  type Waits,
} from '../../core';
import { Database } from '../../engines/database/database';
import { CHUNKER_VERSION } from '../chunker/chunker';
import { modelChanged } from '../chunks/embedding-space.error';
import { readableCorpora } from '../corpora';
import { vectorText } from '../vector-text';
import { ranked, type Candidate } from './ranking';
import { ScopeSizes } from './scope-sizes';
import { EXACT_SEARCH, INDEXABLE_DIMENSIONS, indexedSearch, STRICT_ITERATIVE_SCAN } from './search.sql';

interface HitRow extends QueryResultRow {
  readonly stamps: unknown;
  readonly model_id: string | null;
  readonly id: string | null;
  readonly note_id: string;
  readonly corpus: string;
  readonly incarnation: string;
  readonly title: string;
  readonly section: readonly string[];
  readonly content: string;
  readonly hash: string;
  readonly distance: number;
}

/** More rows than asked for, because equal passages come once and ties are ordered by content. */
const overFetch = (topK: number): number => 2 * topK + 10;

/** Times the limit is doubled while equal passages crowd others out. For 5 passages it grows from 20 rows to 160. */
const MAX_WIDENINGS = 3;

/** Finds passages of notes: exactly in small scopes, through HNSW in large ones. */
@Injectable()
export class NotesRetriever extends Retriever {
  readonly profile = `notes-1/chunker-${CHUNKER_VERSION}`;

  constructor(
    private readonly database: Database,
    private readonly model: EmbeddingModel,
    private readonly sizes: ScopeSizes,
  ) {
    super();
  }

  corpora(principal: Principal): readonly string[] {
    return readableCorpora(principal);
  }

  /**
   * @throws {EmbeddingSpaceError} when the notes were embedded anew with another model since this process started
   * @throws {DatabaseUnavailableError}
   */
  async search(search: Search): Promise<Retrieved> {
    const { dimensions } = this.model;
    if (dimensions > INDEXABLE_DIMENSIONS || (await this.sizes.isSmall(search.corpora, search.waits)))
      return this.exact(search);
    const found = await this.widened(search, (values) => this.throughIndex(values, search.waits));
    // A filtered walk of the index may give up before it meets a small corpus. "Nothing" is only said after a full
    // look.
    return found.passages.length > 0 ? found : this.exact(search);
  }

  private exact(search: Search): Promise<Retrieved> {
    return this.widened(
      search,
      async (values) =>
        (await this.database.query<HitRow>({ text: EXACT_SEARCH, values }, search.waits)).rows,
    );
  }

  private throughIndex(values: unknown[], waits: Waits): Promise<HitRow[]> {
    return this.database.transaction(async (client) => {
      await client.query(STRICT_ITERATIVE_SCAN);
      return (await client.query<HitRow>(indexedSearch(this.model.dimensions), values)).rows;
    }, waits);
  }

  private async widened(
    search: Search,
    rowsOf: (values: unknown[]) => Promise<HitRow[]>,
  ): Promise<Retrieved> {
    const vector = vectorText(search.vector);
    for (let limit = overFetch(search.topK), widenings = 0; ; limit *= 2, widenings++) {
      const rows = await rowsOf([search.corpora, vector, limit]);
      const retrieved = this.read(rows, search);
      // Rows come nearest first. Behind one that is below the floor there is nothing more to find.
      const isExhausted = rows.length < limit || 1 - (rows.at(-1)?.distance ?? 0) < search.minSimilarity;
      const isComplete = isExhausted || retrieved.passages.length >= search.topK;
      if (isComplete || widenings >= MAX_WIDENINGS) return retrieved;
    }
  }

  private read(rows: readonly HitRow[], search: Search): Retrieved {
    const [first] = rows;
    const { modelId } = this.model;
    if (first?.model_id !== modelId) throw modelChanged(first?.model_id ?? undefined, modelId);
    return { passages: ranked(rows.flatMap(candidateOf), search), stamps: parseStamps(first.stamps) };
  }
}

function candidateOf({ id, note_id, distance, hash, ...row }: HitRow): Candidate[] {
  if (id === null) return [];
  const { corpus, incarnation, title, section, content } = row;
  return [{ id, documentId: note_id, corpus, incarnation, title, section, content, hash, distance }];
}
