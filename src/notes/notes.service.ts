import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Settings } from '../config/settings';
import { EmbeddingModel, Erasure, type Principal, Refresher, Waits } from '../core';
import { Database } from '../engines/database/database';
import { ChunkEmbedder } from './chunks/chunk-embedder';
import { replaceChunks } from './chunks/chunk-rows';
import { readableCorpora } from './corpora';
import type { Note, NoteDraft, NoteSummary } from './note';
import { NoteError } from './note.error';
import {
  DELETE_NOTE,
  insertNote,
  SELECT_NOTE,
  SELECT_PAGE,
  summaryOf,
  updateNote,
  writtenNote,
  type NoteRow,
  type SummaryRow,
  type WrittenNote,
} from './note-rows';

/** The versions that an edit may be made on. `any` overwrites the note at any version. */
export type Expected = readonly number[] | 'any';

export interface NotePage {
  readonly notes: readonly NoteSummary[];
  /** Id to continue after. Null on the last page. */
  readonly nextAfter: string | null;
}

/** An `any` overwrite that keeps losing to other editors gives up after this many times. */
const OVERWRITE_ATTEMPTS = 5;

/**
 * Notes. A write embeds first. Then it commits note, chunks, vectors and marks in one transaction. Once it has
 * returned, every later question on any instance sees it. If anything fails, nothing has changed.
 */
@Injectable()
export class NotesService {
  constructor(
    private readonly database: Database,
    private readonly embedder: ChunkEmbedder,
    private readonly model: EmbeddingModel,
    private readonly settings: Settings,
    private readonly erasure: Erasure,
    private readonly refresher: Refresher,
  ) {}

  /** @throws {NoteError} `no_such_workspace`, `private_in_workspace`, `note_too_long` */
  async create(principal: Principal, draft: NoteDraft): Promise<Note> {
    this.refuseLong(draft.body);
    const workspace = workspaceFor(principal, draft);
    const waits = new Waits();
    const chunks = await this.embedder.embed(draft, { tenant: principal.tenant, waits });
    const { note, corpus } = await this.database.transaction(async (client) => {
      const written = await insertNote(client, principal.tenant, {
        ...draft,
        id: uuid(),
        workspace,
        owner: principal.user,
      });
      await replaceChunks(client, this.target(written), chunks);
      return written;
    }, waits);
    this.refresher.touched([corpus]);
    return note;
  }

  /** @throws {NoteError} `note_not_found`, also for a note that the principal may not read */
  async get(principal: Principal, id: string): Promise<Note> {
    return (await this.find(principal, id, new Waits())).note;
  }

  /**
   * The note with the corpus that the database derived for it.
   * @throws {NoteError} `note_not_found`
   */
  private async find(principal: Principal, id: string, waits: Waits): Promise<WrittenNote> {
    const select = { text: SELECT_NOTE, values: [id, readableCorpora(principal)] };
    const { rows } = await this.database.query<NoteRow>(select, waits);
    const found = writtenNote(rows[0]);
    if (!found) throw notFound();
    return found;
  }

  /** Newest first. */
  async list(
    principal: Principal,
    { limit, after }: { limit: number; after: string | null },
  ): Promise<NotePage> {
    const values = [readableCorpora(principal), after, limit + 1];
    const { rows } = await this.database.query<SummaryRow>({ text: SELECT_PAGE, values });
    const notes = rows.slice(0, limit).map((row) => summaryOf(row));
    return { notes, nextAfter: rows.length > limit ? (notes.at(-1)?.id ?? null) : null };
  }

  /** @throws {NoteError} `note_not_found`, `note_changed`, `not_the_owner`, and what `create` throws */
  async update(principal: Principal, { id, patch, expected }: NoteEdit): Promise<Note> {
    const waits = new Waits();
    for (let attempt = 0; attempt < OVERWRITE_ATTEMPTS; attempt++) {
      const { note: current, corpus } = await this.find(principal, id, waits);
      if (expected !== 'any' && !expected.includes(current.version)) throw changed();
      const edited = applied(principal, current, patch);
      if (edited === current) return current;
      this.refuseLong(edited.body);
      const written = await this.write(principal, edited, waits);
      if (!written) continue;
      // The note's readers have changed. Cached answers with its words are erased.
      if (written.corpus !== corpus) void this.erasure.now();
      this.refresher.touched([corpus, written.corpus]);
      return written.note;
    }
    throw changed();
  }

  /** @throws {NoteError} `note_not_found`, `note_changed` */
  async delete(principal: Principal, id: string, expected: Expected): Promise<void> {
    const waits = new Waits();
    const versions = expected === 'any' ? null : expected;
    const remove = { text: DELETE_NOTE, values: [id, readableCorpora(principal), versions] };
    const { rows } = await this.database.query<{ corpus: string }>(remove, waits);
    const [deleted] = rows;
    if (deleted) {
      void this.erasure.now();
      this.refresher.touched([deleted.corpus]);
      return;
    }
    await this.find(principal, id, waits);
    throw changed();
  }

  private async write(principal: Principal, note: Note, waits: Waits): Promise<WrittenNote | null> {
    const chunks = await this.embedder.embed(note, { tenant: principal.tenant, waits });
    return this.database.transaction(async (client) => {
      const written = await updateNote(client, readableCorpora(principal), note);
      if (!written) return null;
      await replaceChunks(client, this.target(written), chunks);
      return written;
    }, waits);
  }

  private refuseLong(body: string): void {
    const { maxChars } = this.settings.notes;
    if (body.length > maxChars)
      throw new NoteError('note_too_long', `The body is longer than ${maxChars} characters.`);
  }

  private target({ note, corpus }: WrittenNote) {
    return { noteId: note.id, corpus, modelId: this.model.modelId };
  }
}

export interface NoteEdit {
  readonly id: string;
  readonly patch: Partial<NoteDraft>;
  readonly expected: Expected;
}

/** @returns `current` itself when the edit changes nothing */
function applied(principal: Principal, current: Note, patch: Partial<NoteDraft>): Note {
  const { title = current.title, body = current.body, visibility = current.visibility } = patch;
  const kept = visibility === 'private' ? null : current.workspace;
  const workspace = workspaceFor(principal, { visibility, workspace: patch.workspace ?? kept });
  const isMoved = visibility !== current.visibility || workspace !== current.workspace;
  if (isMoved && current.owner !== principal.user) {
    throw new NoteError('not_the_owner', 'Only the owner of a note may change who sees it.');
  }
  const edited = { ...current, title, body, visibility, workspace };
  const fields = ['title', 'body', 'visibility', 'workspace'] as const;
  return fields.every((field) => edited[field] === current[field]) ? current : edited;
}

function workspaceFor(
  principal: Principal,
  { visibility, workspace }: Pick<NoteDraft, 'visibility' | 'workspace'>,
): string | null {
  if (visibility === 'private') {
    if (workspace === null) return null;
    throw new NoteError('private_in_workspace', 'A private note is in no workspace.');
  }
  const chosen = workspace ?? principal.workspaces[0];
  if (chosen !== undefined && principal.workspaces.includes(chosen)) return chosen;
  throw new NoteError('no_such_workspace', 'You are not in the workspace that the note is meant for.');
}

const notFound = () => new NoteError('note_not_found', 'There is no such note, or it is not yours to read.');
const changed = () => new NoteError('note_changed', 'Somebody else changed the note since you read it.');
