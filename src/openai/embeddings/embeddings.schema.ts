import { z } from 'zod';

const MAX_INPUTS = 2_048;

/**
 * Room for all but the strangest text that a model takes. 254 tokens of prose are some 1,000 characters of English,
 * and fewer of anything else. Clients that escape all but ASCII send six bytes for each of the others.
 */
const BYTES_PER_INPUT = 4_096;

/** 8 MiB. A request holds it three times for a moment, as bytes, text and values. The numbers of its answer alone are 16 MB. */
export const EMBEDDINGS_MAX_BYTES = MAX_INPUTS * BYTES_PER_INPUT;

const text = z.string().min(1, { error: 'must not be empty' });

/** https://platform.openai.com/docs/api-reference/embeddings/create */
export const embeddingsRequest = z.looseObject({
  model: z.string().describe('One of `GET /v1/models`.'),
  input: z.union([text, z.array(text).min(1).max(MAX_INPUTS)], {
    error: `must be a text or an array of 1 to ${MAX_INPUTS} texts; arrays of tokens are not supported`,
  }),
  encoding_format: z
    .enum(['float', 'base64'])
    .nullish()
    .describe('base64: the numbers as little-endian float32, four bytes each.'),
  dimensions: z.int().min(1).nullish().describe('Only the model’s own number.'),
  user: z.string().nullish().describe('Without effect.'),
});

const count = z.int().min(0);

/** https://platform.openai.com/docs/api-reference/embeddings/object */
export const embeddingsReply = z.strictObject({
  object: z.literal('list'),
  data: z.array(
    z.strictObject({
      object: z.literal('embedding'),
      index: count,
      embedding: z.union([z.array(z.number()), z.string()]).describe('Of unit length.'),
    }),
  ),
  model: z.string(),
  usage: z.strictObject({ prompt_tokens: count, total_tokens: count }),
});

export type EmbeddingsRequest = z.infer<typeof embeddingsRequest>;
