import { validate } from 'uuid';
import { NoteError } from './note.error';

/** Opaque to clients: the id of the last note of a page. */
export function cursorOf(id: string): string {
  return Buffer.from(id).toString('base64url');
}

/** @throws {NoteError} `cursor_invalid` for anything that `cursorOf` did not make */
export function idOf(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString();
  if (validate(id) && cursorOf(id) === cursor) return id;
  throw new NoteError('cursor_invalid', 'The cursor is not one that a listing returned.');
}
