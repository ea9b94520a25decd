import { z } from 'zod';
import { CHAT_PARAMETERS } from '../chat/chat.parameters';
import type { Parameters } from '../parameters';
import { completionRequest } from './completions.schema';

const never = z.never();

/** The same four kinds as those of a chat (docs/decisions/0017-parameters-of-any-program.md). */
export const COMPLETION_PARAMETERS: Parameters = {
  honoured: completionRequest,
  unsupported: new Map<string, z.ZodType>([
    ...(CHAT_PARAMETERS.unsupported ?? []),
    ['best_of', z.literal([0, 1])],
    ['suffix', z.literal('')],
    ['logprobs', never],
    // What only a chat can say, and what would be lost if it were ignored.
    ['messages', never],
    ['response_format', z.looseObject({ type: z.literal('text') })],
    ['tool_choice', z.enum(['none', 'auto'])],
    ['function_call', z.enum(['none', 'auto'])],
  ]),
  unknown: 'ignored',
};
