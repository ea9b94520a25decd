export type NoteErrorCode =
  | 'note_not_found'
  | 'note_too_long'
  | 'note_changed'
  | 'precondition_required'
  | 'not_the_owner'
  | 'no_such_workspace'
  | 'private_in_workspace'
  | 'cursor_invalid';

/** A call on a note that cannot be done. Nothing has changed. */
export class NoteError extends Error {
  constructor(
    readonly code: NoteErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'NoteError';
  }
}
