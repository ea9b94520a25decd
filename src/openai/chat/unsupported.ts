import { z } from 'zod';
import { Problem } from '../../http/problem';
import { chatRequest } from './chat.schema';

const none = z.array(z.unknown()).max(0);
const never = z.never();

/**
 * Parameters that would change the form of an answer or how a model thinks, by the values that ask for nothing of the kind, which some
 * programs send always. Anything else is refused: to ignore it would give an answer that was not asked for
 * (docs/decisions/0013-openai-parameters.md).
 */
const UNSUPPORTED: Readonly<Record<string, z.ZodType>> = {
  n: z.literal(1),
  tools: none,
  tool_choice: z.enum(['none', 'auto']),
  functions: none,
  function_call: z.enum(['none', 'auto']),
  logprobs: z.literal(false),
  top_logprobs: z.literal(0),
  logit_bias: z.strictObject({}),
  response_format: z.object({ type: z.literal('text') }),
  modalities: z.tuple([z.literal('text')]),
  audio: never,
  prediction: never,
  web_search_options: never,
  reasoning_effort: never,
  verbosity: never,
  store: z.literal(false),
};

/** Parameters that change no answer: who asks is known by the token, and nothing else is done with them. */
const WITHOUT_EFFECT = new Set([
  'user',
  'safety_identifier',
  'metadata',
  'service_tier',
  'parallel_tool_calls',
  'prompt_cache_key',
  'prompt_cache_retention',
]);

/** @throws {Problem} 400 that names the first parameter that cannot be honoured */
export function refuseUnsupported(body: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(body)) {
    if (value === null || name in chatRequest.shape || WITHOUT_EFFECT.has(name)) continue;
    const harmless = Object.hasOwn(UNSUPPORTED, name) ? UNSUPPORTED[name] : undefined;
    if (!harmless) throw refusal('unknown_parameter', name, 'This parameter is not known; leave it out.');
    if (harmless.safeParse(value).success) continue;
    throw refusal('unsupported_parameter', name, 'This server does not support this; leave it out.');
  }
}

function refusal(code: string, name: string, message: string): Problem {
  return new Problem({
    status: 400,
    code,
    title: 'Unsupported parameter',
    detail: message,
    errors: [{ path: name.slice(0, MAX_NAME_CHARS), message }],
  });
}

const MAX_NAME_CHARS = 64;
