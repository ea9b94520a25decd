import { z } from 'zod';
import type { Outlived } from '../../freshness/purge-marks';
import type { Answer } from '../../ports/words';
import { TextForm } from '../shared/text-form';

/** Evidence → answer, and the purges that the answer was generated after. */
export interface AnswerEntry {
  readonly answer: Answer;
  readonly outlived: Outlived;
}

const usage = z.strictObject({
  promptTokens: z.number(),
  completionTokens: z.number(),
  estimated: z.boolean(),
});

const call = z.strictObject({ name: z.string(), arguments: z.string() });

interface Stored extends Answer {
  /** Left out where nothing was purged, as in nearly all entries. */
  readonly outlived?: Outlived | undefined;
}

/** An answer as it comes back from a shared store. */
export const answerSchema = z.strictObject({
  text: z.string(),
  calls: z.array(call).readonly().optional(),
  model: z.string().nullable(),
  usage: usage.nullable(),
  answerable: z.boolean().nullable(),
  generationMs: z.number(),
});

const schema: z.ZodType<Stored> = answerSchema.extend({
  outlived: z.record(z.string(), z.string()).optional(),
});

export const answerForm = new TextForm<AnswerEntry, Stored>({
  schema,
  passagesOf: () => [],
  restOf: ({ answer, outlived }) => ({
    ...answer,
    generationMs: Math.round(answer.generationMs * 100) / 100,
    ...(Object.keys(outlived).length > 0 && { outlived }),
  }),
  join: ({ outlived = {}, ...answer }) => ({ answer, outlived }),
  quotes: true,
});
