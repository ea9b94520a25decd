import { z } from 'zod';
import type { Finish, Usage } from '../../core/index';
import { UpstreamFault } from '../upstream/upstream-fault';

const count = z.int().nonnegative();

/** The part of a `chat.completion.chunk` that is read. Servers leave out, null and add much. */
const chunk = z.object({
  choices: z.array(
    z.object({
      delta: z
        .object({
          content: z.string().nullish(),
          refusal: z.string().nullish(),
          // Thinking, sent by DeepSeek, vLLM and others. It is no answer but a sign of life.
          reasoning_content: z.string().nullish(),
          reasoning: z.string().nullish(),
        })
        .nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
  usage: z.object({ prompt_tokens: count, completion_tokens: count }).nullish().catch(null),
});

/** One piece of a streamed completion. */
export interface Chunk {
  /** May be empty. */
  readonly text: string;
  readonly refused: boolean;
  /** Whether the model is at work on an answer, thinking included. */
  readonly working: boolean;
  /** Null until the model says why it stopped. */
  readonly finish: Finish | null;
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
  const text = (delta?.content ?? '') + (delta?.refusal ?? '');
  return {
    text,
    refused: Boolean(delta?.refusal),
    working: text !== '' || Boolean(delta?.reasoning_content) || Boolean(delta?.reasoning),
    finish: reason ? finishOf(reason) : null,
    usage: usage
      ? { promptTokens: usage.prompt_tokens, completionTokens: usage.completion_tokens, estimated: false }
      : null,
  };
}

function finishOf(reason: string): Finish {
  if (reason === 'stop' || reason === 'length') return reason;
  return reason === 'content_filter' ? 'refused' : 'other';
}
