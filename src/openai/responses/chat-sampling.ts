import type { samplingOf } from '../chat/sampling';
import type { ResponseRequest } from './responses.schema';

/** How an answer is to be drawn, in the words of a chat, so that both are one question. */
export function chatSampling(body: ResponseRequest): Parameters<typeof samplingOf>[0] {
  return {
    ...body,
    max_tokens: undefined,
    max_completion_tokens: body.max_output_tokens,
    verbosity: body.text?.verbosity,
    reasoning_effort: body.reasoning?.effort,
    // Here it is how the model thinks, which the line above has said.
    reasoning: undefined,
  };
}
