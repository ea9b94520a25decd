import { z } from 'zod';

const MAX_TOP_K = 20;
const MAX_AGE_S = 31_536_000;

export const questionField = z.string().min(1).describe('The question.');

export const topKField = z
  .number()
  .int()
  .min(1)
  .max(MAX_TOP_K)
  .optional()
  .describe('How many passages to retrieve.');

/** The body twin of the request's `Cache-Control` (RFC 9111 section 5.2.1). */
export const cacheDirectives = z.strictObject({
  no_cache: z.boolean().optional().describe('Work anew and remember what comes.'),
  no_store: z.boolean().optional().describe('Work anew and leave no trace.'),
  max_age: z
    .number()
    .int()
    .min(0)
    .max(MAX_AGE_S)
    .optional()
    .describe('Oldest acceptable answer, in seconds.'),
  only_if_cached: z.boolean().optional().describe('Answer from the caches or with a 504.'),
  semantic: z
    .boolean()
    .optional()
    .describe('False: no answer of another question that means the same; true is what happens anyway.'),
  similarity_threshold: z
    .number()
    .min(0)
    .max(1)
    .optional()
    .describe('How similar such a question must be at least: no less than CACHE_SIMILARITY_THRESHOLD.'),
});

export type CacheDirectives = z.infer<typeof cacheDirectives>;
