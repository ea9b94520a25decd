import { z } from 'zod';
import { questionField, topKField } from '../../telling/ask.schema';

const MAX_QUESTIONS = 1_000;

export const warmRequest = z.strictObject({
  questions: z.array(questionField).min(1).max(MAX_QUESTIONS).describe('Begun in this order, a few at once.'),
  top_k: topKField,
});

export type WarmRequest = z.infer<typeof warmRequest>;
