import { z } from 'zod';
import type { Parameters } from '../parameters';
import { completionRequest } from './completions.schema';

/** The same four kinds as those of a chat (docs/decisions/0015-openai-parameters.md). */
export const COMPLETION_PARAMETERS: Parameters = {
  honoured: completionRequest,
  withoutEffect: new Set(['user']),
  unsupported: new Map<string, z.ZodType>([
    ['n', z.literal(1)],
    ['best_of', z.literal([0, 1])],
    ['echo', z.literal(false)],
    ['suffix', z.literal('')],
    ['logprobs', z.never()],
    ['logit_bias', z.strictObject({})],
  ]),
};
