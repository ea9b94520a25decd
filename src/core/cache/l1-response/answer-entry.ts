import { z } from 'zod';
import type { Answer } from '../../ports/words';
import { TextForm } from '../shared/text-form';

const usage = z.strictObject({
  promptTokens: z.number(),
  completionTokens: z.number(),
  estimated: z.boolean(),
});

const answerSchema: z.ZodType<Answer> = z.strictObject({
  text: z.string(),
  model: z.string().nullable(),
  usage: usage.nullable(),
  generationMs: z.number(),
});

export const answerForm = new TextForm<Answer, Answer>({
  schema: answerSchema,
  passagesOf: () => [],
  restOf: (answer) => ({ ...answer, generationMs: Math.round(answer.generationMs * 100) / 100 }),
  join: (answer) => answer,
  quotes: true,
});
