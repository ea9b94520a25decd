import { z } from 'zod';
import type { Sampling } from '../../core';

const MAX_STOPS = 4;
const MAX_TEXT_CHARS = 1_000;
const MAX_MEMBERS = 32;

const penalty = z.number().min(-2).max(2).nullish();
const tokens = z.int().min(1).nullish();
const number = z.number().nullish();

const scalar = z.union([z.string().max(MAX_TEXT_CHARS), z.number(), z.boolean(), z.null()]);
const flat = z
  .record(z.string().max(MAX_TEXT_CHARS), scalar, {
    error: 'must be an object of texts, numbers and booleans',
  })
  .refine((members) => Object.keys(members).length <= MAX_MEMBERS, `may have ${MAX_MEMBERS} members`)
  .nullish();

/**
 * What llama.cpp, vLLM, SGLang, Ollama, Mistral, OpenRouter and others take to draw an answer, beside what OpenAI has. It is passed
 * on by its name. A model that does not take one of these is asked without it.
 */
const others = z.object({
  top_k: number,
  top_a: number,
  min_p: number,
  typical_p: number,
  repetition_penalty: number,
  repeat_penalty: number,
  mirostat: number,
  mirostat_tau: number,
  mirostat_eta: number,
  enable_thinking: z.boolean().nullish(),
  thinking_budget: number,
  thinking: flat,
  reasoning: flat,
  chat_template_kwargs: flat,
});

/** How an answer is to be drawn: passed on to the model, and a part of the key. */
export const samplingRequest = others.extend({
  temperature: z.number().min(0).max(2).nullish(),
  top_p: z.number().min(0).max(1).nullish(),
  max_completion_tokens: tokens,
  max_tokens: tokens,
  seed: z.int().nullish(),
  stop: z
    .union([z.string().min(1), z.array(z.string().min(1)).max(MAX_STOPS)], {
      error: `must be a text or up to ${MAX_STOPS} texts`,
    })
    .nullish(),
  presence_penalty: penalty,
  frequency_penalty: penalty,
  verbosity: z.enum(['low', 'medium', 'high']).nullish(),
  reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max']).nullish(),
});

/** Other calls than a chat's have some of these. */
type SamplingRequest = Partial<z.infer<typeof samplingRequest>>;

/** @returns undefined when nothing is said of it, so that such a request shares its answers with those that cannot say it */
export function samplingOf(body: SamplingRequest): Sampling | undefined {
  const { stop } = body;
  const sampling: Sampling = {
    temperature: body.temperature ?? undefined,
    topP: body.top_p ?? undefined,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    seed: body.seed ?? undefined,
    stop: stopsOf(stop),
    presencePenalty: body.presence_penalty ?? undefined,
    frequencyPenalty: body.frequency_penalty ?? undefined,
    verbosity: body.verbosity ?? undefined,
    reasoningEffort: body.reasoning_effort ?? undefined,
    others: othersOf(body),
  };
  return Object.values(sampling).some((value) => value !== undefined) ? sampling : undefined;
}

/** No stops are what leaving them out means. */
function stopsOf(stop: SamplingRequest['stop']): readonly string[] | undefined {
  if (typeof stop === 'string') return [stop];
  return stop && stop.length > 0 ? stop : undefined;
}

function othersOf(body: SamplingRequest): Sampling['others'] {
  const said = others.keyof().options.flatMap((name) => {
    const value = body[name];
    return value === undefined || value === null ? [] : [[name, value] as const];
  });
  return said.length === 0 ? undefined : Object.fromEntries(said);
}
