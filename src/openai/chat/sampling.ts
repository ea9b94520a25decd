import type { Sampling } from '../../core';
import type { ChatRequest } from './chat.schema';

/** What a request says of it. Other calls than a chat's have some of these. */
type SamplingRequest = Partial<
  Pick<
    ChatRequest,
    | 'temperature'
    | 'top_p'
    | 'max_completion_tokens'
    | 'max_tokens'
    | 'seed'
    | 'stop'
    | 'presence_penalty'
    | 'frequency_penalty'
  >
>;

/** @returns undefined when nothing is said of it, so that such a request shares its answers with those that cannot say it */
export function samplingOf(body: SamplingRequest): Sampling | undefined {
  const { stop } = body;
  const sampling: Sampling = {
    temperature: body.temperature ?? undefined,
    topP: body.top_p ?? undefined,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    seed: body.seed ?? undefined,
    stop: typeof stop === 'string' ? [stop] : (stop ?? undefined),
    presencePenalty: body.presence_penalty ?? undefined,
    frequencyPenalty: body.frequency_penalty ?? undefined,
  };
  return Object.values(sampling).some((value) => value !== undefined) ? sampling : undefined;
}
