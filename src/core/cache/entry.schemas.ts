import { z } from 'zod';
import type { Answer } from '../flight/answer-flight';
import type { Passage } from '../words';
import type { CacheKey } from './keys';
import type { QuestionEntry } from './l1-response/l1-response.service';

/**
 * What entries in a shared store must look like to be believed. A field that another version of the program added or left
 * out makes an entry unreadable, so two versions share a store without reading each other's meanings.
 */

const passage: z.ZodType<Passage> = z.strictObject({
  id: z.string(),
  documentId: z.string(),
  corpus: z.string(),
  title: z.string(),
  section: z.array(z.string()),
  content: z.string(),
  similarity: z.number(),
});

export const passagesSchema: z.ZodType<readonly Passage[]> = z.array(passage);

const key = z
  .string()
  .regex(/^[\w-]{43}$/)
  .transform((text) => text as CacheKey);

export const questionSchema: z.ZodType<QuestionEntry> = z.strictObject({
  answerKey: key,
  passages: passagesSchema,
});

const usage = z.strictObject({ promptTokens: z.number(), completionTokens: z.number() });

export const answerSchema: z.ZodType<Answer> = z.strictObject({
  text: z.string(),
  model: z.string().nullable(),
  usage: usage.nullable(),
  generationMs: z.number(),
});
