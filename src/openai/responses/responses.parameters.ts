import { z } from 'zod';
import type { Parameters } from '../parameters';
import { responseRequest } from './responses.schema';

const never = z.never();

/** The same four kinds as those of a chat (docs/decisions/0015-openai-parameters.md). */
export const RESPONSE_PARAMETERS: Parameters = {
  honoured: responseRequest,
  withoutEffect: new Set([
    'store',
    'service_tier',
    'truncation',
    'max_tool_calls',
    'prompt_cache_retention',
    'prompt_cache_options',
  ]),
  unsupported: new Map<string, z.ZodType>([
    ['previous_response_id', never],
    ['conversation', never],
    ['background', z.literal(false)],
    ['prompt', never],
    ['context_management', z.array(z.unknown()).max(0)],
    ['moderation', never],
    ['top_logprobs', z.literal(0)],
  ]),
};
