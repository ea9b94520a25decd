import { z } from 'zod';

const MAX_TITLE_CHARS = 300;
const MAX_PAGE = 100;
const DEFAULT_PAGE = 20;

const fields = {
  title: z
    .string()
    .trim()
    .min(1, 'must have at least one character that is not white space')
    .max(MAX_TITLE_CHARS)
    .describe('Shown with every answer that cites the note.'),
  body: z.string().describe('Markdown.'),
  visibility: z.enum(['private', 'workspace']).describe('private: only you; workspace: everybody in it.'),
  workspace: z
    .string()
    .min(1)
    .max(200)
    .describe('One of your own; the first of them in order of name when it is not given.'),
};

export const createNote = z.strictObject({
  ...fields,
  visibility: fields.visibility.default('private'),
  workspace: fields.workspace.optional(),
});

export const updateNote = z
  .strictObject(fields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must change at least one field');

export const noteParams = z.strictObject({ id: z.uuid('must be the id of a note, a UUID') });

export const listQuery = z.strictObject({
  // A query has only texts. This takes digits and nothing else: a coercion alone also takes "0x10", "1e1" and " 5".
  limit: z
    .string()
    .regex(/^\d+$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(1).max(MAX_PAGE))
    .prefault(String(DEFAULT_PAGE))
    .describe('Notes per page, at most 100.'),
  cursor: z.string().max(100).optional().describe('The next_cursor of the page before.'),
});

export type CreateNote = z.infer<typeof createNote>;
export type UpdateNote = z.infer<typeof updateNote>;
export type NoteParams = z.infer<typeof noteParams>;
export type ListQuery = z.infer<typeof listQuery>;
