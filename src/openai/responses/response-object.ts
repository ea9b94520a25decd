import { finishReasonOf } from '../../telling/answer.presenter';
import type { Told } from '../../telling/told';
import { openAiErrorBody } from '../../http/openai-error';
import type { Problem } from '../../http/problem';
import { usageOf } from '../completion';

/** How a response ended, in OpenAI's words, and why where it is not whole. */
export type Ending =
  | { readonly status: 'completed' }
  | { readonly status: 'incomplete'; readonly reason: 'max_output_tokens' | 'content_filter' };

export function endingOf(told: Told): Ending {
  switch (finishReasonOf(told)) {
    case 'length':
      return { status: 'incomplete', reason: 'max_output_tokens' };
    case 'content_filter':
      return { status: 'incomplete', reason: 'content_filter' };
    case 'stop':
      return { status: 'completed' };
  }
}

/** The members that say how far a response is. Until it ended nothing is said of its usage, which is never null. */
export const IN_PROGRESS =
  '"status":"in_progress","completed_at":null,"error":null,"incomplete_details":null,"output":[]';

/** The same of one that ended, up to its output. */
export function endedJson(told: Told): string {
  const ending = endingOf(told);
  const isWhole = ending.status === 'completed';
  const ended = {
    status: ending.status,
    completed_at: isWhole ? Math.floor(told.now / 1_000) : null,
    error: null,
    incomplete_details: isWhole ? null : { reason: ending.reason },
    usage: usageBody(told),
  };
  return JSON.stringify(ended).slice(1, -1);
}

/** The same of one that failed. OpenAI's codes are few, and say less than ours, which the event `error` has. */
export function failedJson(problem: Problem): string {
  const { error } = openAiErrorBody(problem);
  const code = problem.contents.status === 429 ? 'rate_limit_exceeded' : 'server_error';
  const failed = {
    status: 'failed',
    completed_at: null,
    error: { code, message: error.message },
    incomplete_details: null,
    output: [],
  };
  return JSON.stringify(failed).slice(1, -1);
}

/** https://platform.openai.com/docs/api-reference/responses/object#responses/object-usage */
function usageBody(told: Told) {
  const { promptTokens, completionTokens } = usageOf(told);
  return {
    input_tokens: promptTokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: completionTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: promptTokens + completionTokens,
  };
}
