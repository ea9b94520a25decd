import { whenError } from '../http/problems';
import { Problem } from '../http/problem';
import { NoteError, type NoteErrorCode } from './note.error';

interface Told {
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
}

const TOLD: Readonly<Record<NoteErrorCode, Told>> = {
  note_not_found: {
    status: 404,
    title: 'No such note',
    remedy: 'Check the id; GET /notes lists what you may read.',
  },
  note_too_long: { status: 400, title: 'The note is too long', remedy: 'Split it into several notes.' },
  note_changed: {
    status: 412,
    title: 'The note has changed',
    remedy: 'GET the note again, apply your edit to it and send the new ETag as If-Match.',
  },
  precondition_required: {
    status: 428,
    title: 'If-Match is required',
    remedy:
      'Send the ETag of the note you edited as If-Match, or If-Match: * to overwrite whatever is there.',
  },
  not_the_owner: { status: 403, title: 'Not the owner', remedy: 'Ask the owner to change the visibility.' },
  no_such_workspace: { status: 403, title: 'Not your workspace', remedy: 'Name one of your own workspaces.' },
  private_in_workspace: {
    status: 400,
    title: 'Private notes are in no workspace',
    remedy: 'Leave out the workspace, or send "visibility": "workspace" with it.',
  },
  cursor_invalid: {
    status: 400,
    title: 'Invalid cursor',
    remedy: 'Use the next_cursor of the page before, unchanged.',
  },
};

/** How the notes' errors are told over HTTP. */
export const noteProblem = whenError(
  NoteError,
  ({ code, message }) => new Problem({ code, detail: message, ...TOLD[code] }),
);
