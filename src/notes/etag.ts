import { NoteError } from './note.error';
import type { Expected } from './notes.service';

/** A strong validator (RFC 9110 section 8.8.3): the note's version. */
export function etagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}

/**
 * The version that an `If-Match` header (RFC 9110 section 13.1.1) names. A list or a weak tag matches nothing that we
 * gave out, so it can only be an older or a foreign one.
 *
 * @throws {NoteError} `precondition_required` without a header, `note_changed` for a tag that no note ever had
 */
export function expectedVersion(ifMatch: string | undefined): Expected {
  if (ifMatch === undefined) {
    throw new NoteError(
      'precondition_required',
      'An edit must say which version of the note it was made on.',
    );
  }
  if (ifMatch.trim() === '*') return 'any';
  const version = /^\s*"(\d{1,9})"\s*$/.exec(ifMatch)?.[1];
  if (version === undefined) throw new NoteError('note_changed', 'If-Match names no version of this note.');
  return Number(version);
}
