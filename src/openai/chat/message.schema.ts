import { z } from 'zod';

const TEXT_ONLY = 'must be a text or an array of text parts; images, audio and files are not supported';

/** Beside text, what an assistant refused with. */
const part = z.union([
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('refusal'), refusal: z.string() }),
]);

const content = z.union([z.string(), z.array(part).min(1)], { error: TEXT_ONLY });

/** What programs for several servers add to messages, such as `cache_control`, says nothing here, so objects are loose. */
const said = z.looseObject({ name: z.string().max(256).nullish(), content });

const called = z.looseObject({ name: z.string(), arguments: z.string() });

const toolCall = z.union([
  z.looseObject({ id: z.string().nullish(), type: z.literal('function').nullish(), function: called }),
  z.looseObject({
    id: z.string().nullish(),
    type: z.literal('custom'),
    custom: z.looseObject({ name: z.string(), input: z.string() }),
  }),
]);

const assistant = said.extend({
  role: z.literal('assistant'),
  content: z.union([z.string(), z.array(part), z.null()], { error: TEXT_ONLY }).optional(),
  refusal: z.string().nullish(),
  audio: z.null().optional(),
  tool_calls: z.array(toolCall).nullish(),
  function_call: called.nullish(),
});

/** https://platform.openai.com/docs/api-reference/chat/create#chat_create-messages */
export const chatMessage = z.discriminatedUnion(
  'role',
  [
    said.extend({ role: z.enum(['system', 'developer', 'user']) }),
    assistant,
    said.extend({ role: z.literal('tool'), tool_call_id: z.string().nullish() }),
    said.extend({ role: z.literal('function'), name: z.string(), content: content.nullish() }),
  ],
  { error: 'must be of role system, developer, user, assistant, tool or function' },
);

export type ChatMessageBody = z.infer<typeof chatMessage>;
export type ToolCallBody = z.infer<typeof toolCall>;
