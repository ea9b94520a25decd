import { z } from 'zod';
import type { Finish, Usage } from '../../core';
import { UpstreamFault } from '../upstream/upstream-fault';

const count = z.int().nonnegative();

/** A part of a content that is a list: text, or thinking (Mistral), or what is no text at all. */
const part = z.object({ type: z.string().optional(), text: z.string().nullish() });

const called = z.object({ name: z.string().nullish(), arguments: z.string().nullish() });

/** The part of a `chat.completion.chunk` that is read. Servers leave out, null and add much. */
const chunk = z.object({
  choices: z.array(
    z.object({
      delta: z
        .object({
          content: z.union([z.string(), z.array(part)]).nullish(),
          refusal: z.string().nullish(),
          // Thinking, sent by DeepSeek, vLLM and others. It is no answer but a sign of life.
          reasoning_content: z.string().nullish(),
          reasoning: z.string().nullish(),
          tool_calls: z
            .array(z.object({ index: count.nullish(), id: z.string().nullish(), function: called.nullish() }))
            .nullish(),
        })
        .nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
});

/** A piece of a function's call. Some servers leave the index out, and send each call whole. */
export interface CallDelta {
  readonly index: number | null;
  readonly name: string;
  readonly arguments: string;
}

/** `called`: it is whole where functions were called, and nothing that is known where none was. */
export type SaidFinish = Finish | 'called';

/** One piece of a streamed completion. */
export interface Chunk {
  /** Of the answer, perhaps with the model's thinking before it; may be empty. */
  readonly text: string;
  readonly calls: readonly CallDelta[];
  readonly refused: boolean;
  /** Whether the model is at work on an answer, thinking included. */
  readonly working: boolean;
  /** Null until the model says why it stopped. */
  readonly finish: SaidFinish | null;
  readonly usage: Usage | null;
}

/** @throws {UpstreamFault} when `data` is no chunk of a chat completion */
export function readChunk(data: unknown): Chunk {
  const parsed = chunk.safeParse(data);
  if (!parsed.success)
    throw new UpstreamFault('rubbish', 'The server sent something other than a chat completion.');
  const { choices, usage } = parsed.data;
  const delta = choices[0]?.delta;
  const reason = choices[0]?.finish_reason;
  const text = textOf(delta?.content) + (delta?.refusal ?? '');
  const calls = callsOf(delta);
  return {
    text,
    calls,
    refused: Boolean(delta?.refusal),
    working: text !== '' || calls.length > 0 || isThinking(delta),
    finish: reason ? finishOf(reason) : null,
    usage: usage
      ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens, estimated: false }
      : null,
  };
}

type Delta = z.infer<typeof chunk>['choices'][number]['delta'];

function textOf(content: NonNullable<Delta>['content']): string {
  if (!Array.isArray(content)) return content ?? '';
  return content.map(({ type = 'text', text }) => (type === 'text' ? (text ?? '') : '')).join('');
}

function callsOf(delta: Delta): CallDelta[] {
  return (delta?.tool_calls ?? []).map(({ index, function: piece }) => ({
    index: index ?? null,
    name: piece?.name ?? '',
    arguments: piece?.arguments ?? '',
  }));
}

function isThinking(delta: Delta): boolean {
  const { content, reasoning_content: reasoningContent, reasoning } = delta ?? {};
  return Boolean(reasoningContent) || Boolean(reasoning) || (Array.isArray(content) && content.length > 0);
}

/** What servers call the end of a whole answer; OpenAI says `stop`. Gemini, Anthropic, TGI and Cohere have words of their own. */
const STOPPED = new Set([
  'stop',
  'stop_sequence',
  'end_turn',
  'eos',
  'eos_token',
  'complete',
  'completed',
  'end',
  'done',
]);

/** Likewise for one that calls functions. */
const CALLED = new Set(['tool_calls', 'tool_call', 'tool_use', 'function_call']);

/** Likewise for a bound on its length; `model_length` is Mistral's. */
const CUT = new Set([
  'length',
  'max_tokens',
  'max_output_tokens',
  'max_length',
  'model_length',
  'token_limit',
  'error_limit',
]);

/** Likewise for an answer that was held back. */
const HELD_BACK = new Set([
  'content_filter',
  'refusal',
  'safety',
  'recitation',
  'blocklist',
  'prohibited_content',
  'spii',
  'guardrail_intervened',
  'content_filtered',
  'error_toxic',
]);

function finishOf(reason: string): SaidFinish {
  const folded = reason.toLowerCase();
  if (STOPPED.has(folded)) return 'stop';
  if (CALLED.has(folded)) return 'called';
  if (CUT.has(folded)) return 'length';
  return HELD_BACK.has(folded) ? 'refused' : 'other';
}
