import { z } from 'zod';
import { cacheDirectives, questionField, topKField } from '../telling/ask.schema';

export const query = z.strictObject({
  query: questionField,
  top_k: topKField,
  stream: z
    .boolean()
    .optional()
    .describe('Server-sent events instead of one JSON body; without it Accept decides.'),
  cache: cacheDirectives.optional(),
});

export type Query = z.infer<typeof query>;
