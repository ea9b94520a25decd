import { z } from 'zod';
import { query } from './query.schema';

const MAX_QUESTIONS = 1_000;

export const warmRequest = z.strictObject({
  questions: z
    .array(query.shape.query)
    .min(1)
    .max(MAX_QUESTIONS)
    .describe('Begun in this order, a few at once.'),
  top_k: query.shape.top_k,
});

export type WarmRequest = z.infer<typeof warmRequest>;
