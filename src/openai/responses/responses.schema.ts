import { z } from 'zod';
import { answerReply, urlCitation } from '../../telling/answer.schema';
import { samplingRequest } from '../chat/sampling';
import { withoutEffect } from '../chat/without-effect';
import { inputField } from './input-items';
import { textFormat, tool, toolChoice } from './tools.schema';

const MAX_METADATA = 16;

const id = z.string().max(512).nullish();

/** What a response without calls of hosted tools has nothing of. Programs ask for it by themselves. */
const INCLUDED = [
  'file_search_call.results',
  'web_search_call.results',
  'web_search_call.action.sources',
  'message.input_image.image_url',
  'computer_call_output.output.image_url',
  'code_interpreter_call.outputs',
  'reasoning.encrypted_content',
] as const;

/** Of a chat's, those that have the same name here. */
const drawing = samplingRequest.omit({
  max_tokens: true,
  max_completion_tokens: true,
  reasoning: true,
  reasoning_effort: true,
  verbosity: true,
});
const { reasoning_effort: effort, verbosity } = samplingRequest.shape;

/**
 * What is honoured of https://platform.openai.com/docs/api-reference/responses/create; the rest is looked at by
 * `refuseUnsupported`, so that it gets errors that programs know.
 */
export const responseRequest = z.looseObject({
  model: z.string().describe('One of `GET /v1/models`.'),
  input: inputField.describe('The question, or a conversation whose last message of a user is the question.'),
  instructions: z.string().nullish().describe('The same as a system message before all others.'),
  stream: z.boolean().nullish(),
  stream_options: z.strictObject({ include_obfuscation: z.boolean().nullish() }).nullish(),
  ...drawing.shape,
  max_output_tokens: z.int().min(1).nullish(),
  text: z.strictObject({ format: textFormat.nullish(), verbosity }).nullish(),
  reasoning: z
    .strictObject({
      effort,
      mode: z.literal('standard').nullish(),
      summary: z.string().nullish(),
      generate_summary: z.string().nullish(),
      context: z.string().nullish(),
    })
    .nullish(),
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  include: z.array(z.enum(INCLUDED)).nullish(),
  ...withoutEffect.shape,
  metadata: z
    .record(z.string().max(64), z.string().max(512))
    .refine((all) => Object.keys(all).length <= MAX_METADATA, {
      error: `must have at most ${MAX_METADATA} pairs`,
    })
    .nullish(),
  user: id,
  safety_identifier: id,
  prompt_cache_key: id,
});

const count = z.int().min(0);

const usage = z
  .strictObject({
    input_tokens: count,
    input_tokens_details: z.strictObject({ cached_tokens: count, cache_write_tokens: count }),
    output_tokens: count,
    output_tokens_details: z.strictObject({ reasoning_tokens: count }),
    total_tokens: count,
  })
  .describe('Of the call that generated the answer, whoever it was made for; 0 when no model counted.');

const itemStatus = z.enum(['completed', 'incomplete']);

const outputText = z.strictObject({
  type: z.literal('output_text'),
  text: z.string(),
  annotations: z
    .array(urlCitation.extend({ type: z.literal('url_citation') }))
    .describe(
      'What each [n] of the text cites, by number. A source with a lower number that is not cited has an empty place.',
    ),
  logprobs: z.array(z.unknown()).max(0),
});

const outputItem = z.discriminatedUnion('type', [
  z.strictObject({
    id: z.string(),
    type: z.literal('message'),
    status: itemStatus,
    role: z.literal('assistant'),
    content: z.array(outputText),
  }),
  z.strictObject({
    id: z.string(),
    type: z.literal('function_call'),
    status: itemStatus,
    call_id: z.string(),
    name: z.string(),
    arguments: z.string(),
  }),
]);

/** https://platform.openai.com/docs/api-reference/responses/object; beside these, what the request said of itself. */
export const responseReply = z.looseObject({
  id: z.string(),
  object: z.literal('response'),
  created_at: z.int(),
  completed_at: z.int().nullable(),
  status: itemStatus,
  error: z.null(),
  incomplete_details: z.strictObject({ reason: z.enum(['max_output_tokens', 'content_filter']) }).nullable(),
  model: z.string(),
  output: z.array(outputItem),
  usage,
  trivet: answerReply
    .pick({ sources: true, metadata: true })
    .describe('The rest of what POST /assistant/query answers.'),
});

export type ResponseRequest = z.infer<typeof responseRequest>;
