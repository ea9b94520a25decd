import { z } from 'zod';
import type { Parameters } from '../parameters';
import { chatRequest } from './chat.schema';

const never = z.never();

/**
 * An unsupported parameter would change the form of an answer or how a model thinks. Some programs always send its neutral value,
 * and that is accepted. Any other value is refused: to ignore it would give an answer that was not asked for
 * (docs/decisions/0015-openai-parameters.md).
 */
export const CHAT_PARAMETERS: Parameters = {
  honoured: chatRequest,
  // Who asks is known by the token, and nothing else is done with these.
  withoutEffect: new Set([
    'user',
    'safety_identifier',
    'metadata',
    'service_tier',
    'prompt_cache_key',
    'prompt_cache_retention',
  ]),
  unsupported: new Map<string, z.ZodType>([
    ['n', z.literal(1)],
    ['logprobs', z.literal(false)],
    ['top_logprobs', z.literal(0)],
    ['logit_bias', z.strictObject({})],
    ['modalities', z.tuple([z.literal('text')])],
    ['audio', never],
    ['prediction', never],
    ['web_search_options', never],
    ['reasoning_effort', never],
    ['verbosity', never],
    ['store', z.literal(false)],
  ]),
};
