import { z } from 'zod';
import type { Answer } from '../ports/words';
import type { Passage } from '../ports/words';
import { keySchema, type CacheKey } from '../question/keys';
import type { QuestionEntry } from './l1-response/l1-response.service';
import type { ValueForm } from './shared/remote-tier';

/**
 * What entries in a shared store look like, and must look like to be believed. A field that another version of the program
 * added or left out makes an entry unreadable, so two versions share a store without reading each other's meanings.
 */

export const questionForm: ValueForm<QuestionEntry, CacheKey> = {
  schema: keySchema,
  passagesOf: ({ passages }) => passages,
  restOf: ({ answerKey }) => answerKey,
  join: (answerKey, passages) => ({ answerKey, passages }),
  quotes: false,
};

export const contextForm: ValueForm<readonly Passage[], null> = {
  schema: z.null(),
  passagesOf: (passages) => passages,
  restOf: () => null,
  join: (_, passages) => passages,
  quotes: false,
};

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

export const answerForm: ValueForm<Answer, Answer> = {
  schema: answerSchema,
  passagesOf: () => [],
  restOf: (answer) => ({ ...answer, generationMs: Math.round(answer.generationMs * 100) / 100 }),
  join: (answer) => answer,
  quotes: true,
};
