import { z } from 'zod';

/** https://platform.openai.com/docs/api-reference/models/object */
export const modelReply = z.strictObject({
  id: z.string(),
  object: z.literal('model'),
  created: z.int().describe('Unknown: 0.'),
  owned_by: z.string(),
});

export const modelsReply = z.strictObject({ object: z.literal('list'), data: z.array(modelReply) });

export type ModelBody = z.infer<typeof modelReply>;
export type ModelsBody = z.infer<typeof modelsReply>;
