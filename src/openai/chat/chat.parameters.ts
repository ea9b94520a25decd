import { z } from 'zod';
import type { Parameters } from '../parameters';
import { chatRequest } from './chat.schema';

const never = z.never();
const no = z.literal(false);

/**
 * An unsupported parameter would change what an answer is. Some programs always send its neutral value, and that is accepted. Any
 * other value is refused: to ignore it would give an answer that was not asked for (docs/decisions/0017-parameters-of-any-program.md).
 */
export const CHAT_PARAMETERS: Parameters = {
  honoured: chatRequest,
  unsupported: new Map<string, z.ZodType>([
    ['n', z.literal(1)],
    ['best_of', z.literal(1)],
    ['logprobs', no],
    ['top_logprobs', z.literal(0)],
    ['logit_bias', z.strictObject({})],
    ['modalities', z.tuple([z.literal('text')])],
    ['audio', never],
    ['prediction', never],
    ['web_search_options', never],
    // Forms as other servers than OpenAI's are asked for them.
    ['guided_json', never],
    ['guided_regex', never],
    ['guided_choice', never],
    ['guided_grammar', never],
    ['structured_outputs', never],
    ['grammar', never],
    ['json_schema', never],
    ['format', never],
    // What they search or read beside the notes, and what they add to an answer.
    ['documents', z.array(z.unknown()).max(0)],
    ['plugins', z.array(z.unknown()).max(0)],
    ['search_parameters', never],
    ['web_search', no],
    ['echo', no],
    ['add_generation_prompt', z.literal(true)],
    ['continue_final_message', no],
  ]),
  unknown: 'ignored',
};
