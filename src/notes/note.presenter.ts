import { cursorOf } from './cursor';
import type { Note, NoteSummary } from './note';
import type { NoteReplyBody, PageReplyBody } from './note-reply.schema';
import type { NotePage } from './notes.service';

/** A note as JSON: snake_case, times in ISO 8601. */
export function presentNote({ body, ...meta }: Note): NoteReplyBody {
  return { ...presentMeta(meta), body };
}

export function presentPage({ notes, nextAfter }: NotePage): PageReplyBody {
  return {
    notes: notes.map(({ excerpt, ...meta }: NoteSummary) => ({ ...presentMeta(meta), excerpt })),
    next_cursor: nextAfter === null ? null : cursorOf(nextAfter),
  };
}

function presentMeta({ createdAt, updatedAt, ...meta }: Omit<Note, 'body'>) {
  return { ...meta, created_at: createdAt.toISOString(), updated_at: updatedAt.toISOString() };
}
