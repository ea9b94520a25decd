import type { Sampling } from '../../core';
import type { ChatRequest } from './chat.schema';

/** @returns undefined when nothing is said of it, so that such a request shares its answers with those that cannot say it */
export function samplingOf(body: ChatRequest): Sampling | undefined {
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
