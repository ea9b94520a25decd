/** `private`: its owner alone reads it. `workspace`: everybody of the workspace reads and edits it. */
export type Visibility = 'private' | 'workspace';

export interface Note {
  /** UUID version 7, which sorts by time of creation. */
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly visibility: Visibility;
  /** Null for a private note. */
  readonly workspace: string | null;
  readonly owner: string;
  /** Counts the note's changes. It is the `ETag`. */
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A note as its author writes it. `workspace` null means the author's first one, or none for a private note. */
export interface NoteDraft {
  readonly title: string;
  readonly body: string;
  readonly visibility: Visibility;
  readonly workspace: string | null;
}

/** A note as a listing shows it: the body's beginning instead of the body. */
export type NoteSummary = Omit<Note, 'body'> & { readonly excerpt: string };
