import { z } from 'zod';

const meta = {
  id: z.uuid().describe('UUID version 7: sorts by time of creation.'),
  title: z.string(),
  visibility: z.enum(['private', 'workspace']),
  workspace: z.string().nullable().describe('Null for a private note.'),
  owner: z.string(),
  version: z.int().min(1).describe('Counts the changes; the ETag.'),
  created_at: z.iso.datetime(),
  updated_at: z.iso.datetime(),
};

/** A note as JSON. */
export const noteReply = z.strictObject({ ...meta, body: z.string().describe('Markdown.') });

export const pageReply = z.strictObject({
  notes: z.array(z.strictObject({ ...meta, excerpt: z.string().describe('The beginning of the body.') })),
  next_cursor: z.string().nullable().describe('For the next page; null on the last one.'),
});

export type NoteReplyBody = z.infer<typeof noteReply>;
export type PageReplyBody = z.infer<typeof pageReply>;
