import { z } from 'zod';
import { CHAT_PARAMETERS } from '../chat/chat.parameters';
import type { Parameters } from '../parameters';
import { responseRequest } from './responses.schema';

const never = z.never();

const SEND_ITEMS = 'This server keeps no responses; leave it out, and send the earlier items in `input`.';

/** The same four kinds as those of a chat (docs/decisions/0017-parameters-of-any-program.md). */
export const RESPONSE_PARAMETERS: Parameters = {
  honoured: responseRequest,
  withoutEffect: new Set(['truncation', 'max_tool_calls', 'prompt_cache_options']),
  unsupported: new Map<string, z.ZodType>([
    ...(CHAT_PARAMETERS.unsupported ?? []),
    ['previous_response_id', never],
    ['conversation', never],
    ['background', z.literal(false)],
    ['prompt', never],
    ['context_management', z.array(z.unknown()).max(0)],
    ['moderation', never],
    // What a chat says in other words, and what would be lost if it were ignored.
    ['messages', never],
    ['response_format', z.looseObject({ type: z.literal('text') })],
    ['functions', z.array(z.unknown()).max(0)],
    ['function_call', z.enum(['none', 'auto'])],
    ['max_tokens', never],
    ['max_completion_tokens', never],
    ['reasoning_effort', never],
    ['verbosity', never],
  ]),
  remedies: new Map([
    ['previous_response_id', SEND_ITEMS],
    ['conversation', SEND_ITEMS],
  ]),
  unknown: 'ignored',
};
