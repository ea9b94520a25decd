import { documented, type DocumentedProblem } from '../http/documented';
import { noteReply, pageReply } from './note-reply.schema';

const DATABASE_AWAY: readonly DocumentedProblem[] = [
  [503, 'database_unavailable'],
  [503, 'database_busy'],
];
const NOT_FOUND: DocumentedProblem = [404, 'note_not_found'];
const CHANGED: DocumentedProblem = [412, 'note_changed'];
const BAD_ID: DocumentedProblem = [400, 'invalid_request'];

const WRITING: readonly DocumentedProblem[] = [
  [400, 'note_too_long'],
  [400, 'private_in_workspace'],
  [403, 'no_such_workspace'],
  ...DATABASE_AWAY,
  [503, 'embedding_model_unavailable'],
  [503, 'embedding_model_changed'],
];

const NOTE_HEADERS = {
  ETag: 'The version of the note, to be sent as If-Match.',
  Location: 'Path of the note.',
};

const IF_MATCH = {
  name: 'If-Match',
  description: 'ETags of the note that was seen, or * for whatever is there.',
};

export const CreateCall = () =>
  documented({
    summary: 'Write a note',
    description: 'Every later question, on any instance, sees it.',
    success: { status: 201, description: 'The note', schema: noteReply, headers: NOTE_HEADERS },
    takesBody: true,
    problems: WRITING,
  });

export const ListCall = () =>
  documented({
    summary: 'List the notes one may read, newest first',
    success: { description: 'A page', schema: pageReply },
    problems: [[400, 'invalid_request'], [400, 'cursor_invalid'], ...DATABASE_AWAY],
  });

export const GetCall = () =>
  documented({
    summary: 'Read a note',
    description:
      'A browser, which prefers `text/html`, gets it as a page. Problems of all calls are told as pages too, then.',
    success: { description: 'The note', schema: noteReply, headers: NOTE_HEADERS },
    problems: [BAD_ID, NOT_FOUND, ...DATABASE_AWAY],
  });

export const UpdateCall = () =>
  documented({
    summary: 'Edit a note',
    description: 'Members of its workspace may edit a note; only its owner may change who sees it.',
    headers: [{ ...IF_MATCH, required: true }],
    success: { description: 'The note as it is now', schema: noteReply, headers: NOTE_HEADERS },
    takesBody: true,
    problems: [NOT_FOUND, CHANGED, [428, 'precondition_required'], [403, 'not_the_owner'], ...WRITING],
  });

export const DeleteCall = () =>
  documented({
    summary: 'Delete a note',
    headers: [{ ...IF_MATCH, required: false }],
    success: { status: 204, description: 'It is gone' },
    problems: [BAD_ID, NOT_FOUND, CHANGED, ...DATABASE_AWAY],
  });
