import type { ClientBase } from 'pg';
import type { Note, NoteSummary, Visibility } from './note';

/** Columns of a note. Every statement that reads them names the corpora that the asker may read. */
const META = 'id, title, visibility, workspace, owner, version, created_at, updated_at';

const EXCERPT_CHARS = 200;

interface MetaRow {
  readonly id: string;
  readonly title: string;
  readonly visibility: Visibility;
  readonly workspace: string | null;
  readonly owner: string;
  readonly version: number;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface NoteRow extends MetaRow {
  readonly body: string;
  /** Derived from the other columns by the database. */
  readonly corpus: string;
}

export interface SummaryRow extends MetaRow {
  readonly excerpt: string;
}

/** $1 id, $2 corpora that the asker may read. */
export const SELECT_NOTE = `SELECT ${META}, body, corpus FROM notes WHERE id = $1 AND corpus = ANY($2)`;

/** $1 corpora that the asker may read, $2 id to continue after or null, $3 limit. Newest first. */
export const SELECT_PAGE = `
  SELECT ${META}, left(body, ${EXCERPT_CHARS}) AS excerpt FROM notes
  WHERE corpus = ANY($1) AND ($2::uuid IS NULL OR id < $2)
  ORDER BY id DESC LIMIT $3`;

/** $1 id, $2 corpora that the asker may read, $3 versions that may be deleted, or null for any. */
export const DELETE_NOTE = `
  DELETE FROM notes WHERE id = $1 AND corpus = ANY($2) AND ($3::integer[] IS NULL OR version = ANY($3))
  RETURNING corpus`;

const INSERT_NOTE = `
  INSERT INTO notes (id, tenant, workspace, owner, visibility, title, body)
  VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${META}, body, corpus`;

const UPDATE_NOTE = `
  UPDATE notes SET title = $4, body = $5, visibility = $6, workspace = $7, version = version + 1, updated_at = now()
  WHERE id = $1 AND corpus = ANY($2) AND version = $3 RETURNING ${META}, body, corpus`;

/** A note as it was written, and the corpus that the database derived for it. */
export interface WrittenNote {
  readonly note: Note;
  readonly corpus: string;
}

export async function insertNote(client: ClientBase, tenant: string, note: NewNote): Promise<WrittenNote> {
  const { rows } = await client.query<NoteRow>(INSERT_NOTE, [
    note.id,
    tenant,
    note.workspace,
    note.owner,
    note.visibility,
    note.title,
    note.body,
  ]);
  const written = writtenNote(rows[0]);
  if (!written) throw new Error('INSERT returned no row.');
  return written;
}

export type NewNote = Pick<Note, 'id' | 'workspace' | 'owner' | 'visibility' | 'title' | 'body'>;

/** @returns null when the note is gone, not readable, or no longer at `note.version` */
export async function updateNote(
  client: ClientBase,
  corpora: readonly string[],
  note: Note,
): Promise<WrittenNote | null> {
  const { rows } = await client.query<NoteRow>(UPDATE_NOTE, [
    note.id,
    corpora,
    note.version,
    note.title,
    note.body,
    note.visibility,
    note.workspace,
  ]);
  return writtenNote(rows[0]);
}

export function noteOf(row: NoteRow): Note {
  return { ...metaOf(row), body: row.body };
}

export function summaryOf(row: SummaryRow): NoteSummary {
  return { ...metaOf(row), excerpt: row.excerpt };
}

export function writtenNote(row: NoteRow | undefined): WrittenNote | null {
  return row ? { note: noteOf(row), corpus: row.corpus } : null;
}

function metaOf({
  id,
  title,
  visibility,
  workspace,
  owner,
  version,
  created_at,
  updated_at,
}: MetaRow): Omit<Note, 'body'> {
  return { id, title, visibility, workspace, owner, version, createdAt: created_at, updatedAt: updated_at };
}
