import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import {
  EmbeddingModel,
  parseStamps,
  type Principal,
  type Retrieved,
  Retriever,
  type Search,
} from '../../core';
import { Settings } from '../../config/settings';
import { Database } from '../../engines/database/database';
import { CHUNKER_VERSION } from '../chunker/chunker';
import { modelChanged } from '../chunks/embedding-space.error';
import { readableCorpora } from '../corpora';
import { vectorText } from '../../core';
import { askedWords } from './asked-words';
import { ranked, type Candidate } from './ranking';
import { search, type Way } from './search.sql';

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
  /** Among the nearest, and not told for its words alone. */
  readonly near: boolean;
  readonly words: readonly string[] | null;
  readonly share: number | null;
}

/** More rows than asked for, because equal passages come once and ties are ordered by content. */
const overFetch = (topK: number): number => 2 * topK + 10;

/** Times the limit is doubled while equal passages crowd others out. For 5 passages it grows from 20 rows to 160. */
const MAX_WIDENINGS = 3;

/** Finds passages of notes by words and vectors. No note out of scope changes what it finds. */
@Injectable()
export class NotesRetriever extends Retriever {
  readonly profile: string;
  private readonly way: Way;

  constructor(
    private readonly database: Database,
    private readonly model: EmbeddingModel,
    settings: Settings,
  ) {
    super();
    this.way = settings.notes.retrieval;
    this.profile = `notes-3/${this.way}/chunker-${CHUNKER_VERSION}`;
  }

  corpora(principal: Principal): readonly string[] {
    return readableCorpora(principal);
  }

  /**
   * @throws {EmbeddingSpaceError} when the notes were embedded anew with another model since this process started
   * @throws {DatabaseUnavailableError}
   */
  async search(wanted: Search): Promise<Retrieved> {
    const { corpora, question, topK, waits } = wanted;
    const vector = vectorText(wanted.vector);
    const words = this.way === 'hybrid' ? [askedWords(question)] : [];
    for (let limit = overFetch(topK), widenings = 0; ; limit *= 2, widenings++) {
      const statement = { text: search(this.way), values: [corpora, vector, limit, ...words] };
      const { rows } = await this.database.query<HitRow>(statement, waits);
      const retrieved = this.read(rows, wanted);
      const isComplete = retrieved.passages.length >= topK || isExhausted(rows, { ...wanted, limit });
      if (isComplete || widenings >= MAX_WIDENINGS) return retrieved;
    }
  }

  private read(rows: readonly HitRow[], wanted: Search): Retrieved {
    const [first] = rows;
    const { modelId } = this.model;
    if (first?.model_id !== modelId) throw modelChanged(first?.model_id ?? undefined, modelId);
    return { passages: ranked(rows.flatMap(candidateOf), wanted), stamps: parseStamps(first.stamps) };
  }
}

/** Whether neither leg has more to tell. Behind the nearest that is below the floor there is nothing more to find. */
function isExhausted(
  rows: readonly HitRow[],
  { limit, minSimilarity }: { readonly limit: number; readonly minSimilarity: number },
): boolean {
  const near = rows.filter((row) => row.near);
  const worded = rows.filter(({ share }) => (share ?? 0) > 0);
  const farthest = Math.max(...near.map(({ distance }) => distance));
  return (near.length < limit || 1 - farthest < minSimilarity) && worded.length < limit / 2;
}

function candidateOf({ id, note_id, distance, hash, words, share, ...row }: HitRow): Candidate[] {
  if (id === null) return [];
  const { corpus, incarnation, title, section, content } = row;
  const held = { words: words ?? [], share: share ?? 0 };
  return [{ id, documentId: note_id, corpus, incarnation, title, section, content, hash, distance, ...held }];
}
