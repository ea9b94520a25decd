import { z } from 'zod';
import { chatMessage } from './message.schema';
import { samplingRequest } from './sampling';
import { withoutEffect } from './without-effect';
import { formatRequest } from './tools.schema';
import { answerReply, finishReason, urlCitation } from '../../telling/answer.schema';

const MAX_MESSAGES = 1_000;

/**
 * What is honoured of https://platform.openai.com/docs/api-reference/chat/create; the rest is looked at by
 * `refuseUnsupported`, so that it gets errors that programs know.
 */
export const chatRequest = formatRequest.extend({
  model: z.string().describe('One of `GET /v1/models`.'),
  messages: z
    .array(chatMessage)
    .min(1)
    .max(MAX_MESSAGES)
    .describe(
      'The last one of a user is the question, by which alone notes are retrieved; the model is shown all of them.',
    ),
  stream: z.boolean().nullish(),
  stream_options: z
    .strictObject({ include_usage: z.boolean().nullish(), include_obfuscation: z.boolean().nullish() })
    .nullish(),
  ...samplingRequest.shape,
  ...withoutEffect.shape,
});

const count = z.int().min(0);

export const usageReply = z
  .strictObject({ prompt_tokens: count, completion_tokens: count, total_tokens: count })
  .describe('Of the call that generated the answer, whoever it was made for; 0 when no model counted.');

const calledReply = z.strictObject({ name: z.string(), arguments: z.string() });
const toolCallReply = z.strictObject({ id: z.string(), type: z.literal('function'), function: calledReply });
const annotation = z.strictObject({
  type: z.literal('url_citation'),
  url_citation: urlCitation,
});

/** https://platform.openai.com/docs/api-reference/chat/object */
export const chatReply = z.strictObject({
  id: z.string(),
  object: z.literal('chat.completion'),
  created: z.int(),
  model: z.string(),
  choices: z.array(
    z.strictObject({
      index: z.literal(0),
      message: z.strictObject({
        role: z.literal('assistant'),
        content: z.string().nullable().describe('Null where functions are called.'),
        refusal: z.null(),
        tool_calls: z.array(toolCallReply).optional(),
        function_call: calledReply.optional(),
        annotations: z
          .array(annotation)
          .describe(
            'What each [n] of the answer cites, by number. A source with a lower number that is not cited has an empty place.',
          ),
      }),
      logprobs: z.null(),
      finish_reason: z
        .enum([...finishReason.options, 'tool_calls', 'function_call'])
        .describe('As in `trivet.metadata.finish_reason`, but where functions are called.'),
    }),
  ),
  usage: usageReply,
  trivet: answerReply
    .pick({ sources: true, metadata: true })
    .describe('The rest of what POST /assistant/query answers.'),
});

export type ChatRequest = z.infer<typeof chatRequest>;
export type UsageBody = z.infer<typeof usageReply>;
