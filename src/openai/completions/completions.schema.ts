import { z } from 'zod';
import { answerReply, finishReason } from '../../telling/answer.schema';
import { chatRequest, usageReply } from '../chat/chat.schema';
import { samplingRequest } from '../chat/sampling';
import { withoutEffect } from '../chat/without-effect';

/**
 * What is honoured of https://platform.openai.com/docs/api-reference/completions/create. All but the prompt means what it means
 * in a chat; without `max_tokens` the operator's bound holds, and not the 16 tokens of OpenAI's.
 */
export const completionRequest = chatRequest
  .pick({ model: true, stream: true, stream_options: true })
  .extend({
    ...samplingRequest.shape,
    ...withoutEffect.shape,
    prompt: z
      .union([z.string(), z.tuple([z.string()])], {
        error: 'must be one text; several prompts, and arrays of tokens, are not supported',
      })
      .describe('The question.'),
  });

/** https://platform.openai.com/docs/api-reference/completions/object */
export const completionReply = z.strictObject({
  id: z.string(),
  object: z.literal('text_completion'),
  created: z.int(),
  model: z.string(),
  choices: z.array(
    z.strictObject({
      text: z.string(),
      index: z.literal(0),
      logprobs: z.null(),
      finish_reason: finishReason,
    }),
  ),
  usage: usageReply,
  trivet: answerReply
    .pick({ sources: true, metadata: true })
    .describe('The rest of what POST /assistant/query answers.'),
});

export type CompletionRequest = z.infer<typeof completionRequest>;
