import { z } from 'zod';

const text = z.string().nullish();

/**
 * What changes no answer, and so is in no key: who asks is known by the token, and nothing else is done with these. Their types are
 * checked, as OpenAI's API does.
 */
export const withoutEffect = z.object({
  user: text,
  safety_identifier: text,
  metadata: z.record(z.string(), z.unknown()).nullish(),
  service_tier: text,
  store: z.boolean().nullish(),
  prompt_cache_key: text,
  prompt_cache_retention: text,
});
