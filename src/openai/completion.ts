import type { Frame } from '../telling/answer-form';
import { metadataJson, sourcesJson } from '../telling/answer.presenter';
import { answerOf, type Told } from '../telling/told';
import { openAiErrorBody } from '../http/openai-error';
import type { Problem } from '../http/problem';
import type { UsageBody } from './chat/chat.schema';

/** What all parts of one completion say. */
export interface Completion {
  readonly id: string;
  /** Unix seconds. */
  readonly created: number;
  readonly model: string;
  /** Whether a last chunk tells the usage (`stream_options`). */
  readonly includeUsage: boolean;
}

/** After the last chunk. */
export const END = 'data: [DONE]\n\n';

/** The beginning of a body or chunk. */
export function headOf({ id, created, model }: Completion, object: string): string {
  return JSON.stringify({ id, object, created, model }).slice(0, -1);
}

/** What OpenAI's shapes have no place for. */
export function trivetJson(told: Told): string {
  return `{"sources":${sourcesJson(told.reply.passages)},"metadata":${metadataJson(told)}}`;
}

export function usageJson(told: Told): string {
  const { promptTokens: prompt, completionTokens: completion } = usageOf(told);
  const body: UsageBody = {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: prompt + completion,
  };
  return JSON.stringify(body);
}

/** Zeros where no model counted. */
export function usageOf(told: Told): { readonly promptTokens: number; readonly completionTokens: number } {
  return answerOf(told).usage ?? NO_USAGE;
}

const NO_USAGE = { promptTokens: 0, completionTokens: 0 };

/** OpenAI's SDKs throw when they meet an `error`; there is no `[DONE]` after it. */
export function errorFrame(problem: Problem): Frame {
  return [`data: ${JSON.stringify(openAiErrorBody(problem))}\n\n`];
}
