import { z } from 'zod';

const MAX_ITEMS = 1_000;
const MAX_ISSUES = 20;

const part = z.discriminatedUnion('type', [
  z.object({ type: z.enum(['input_text', 'output_text']), text: z.string() }),
  z.object({ type: z.literal('refusal'), refusal: z.string() }),
]);

const content = z.union([z.string(), z.array(part).min(1)], {
  error: 'must be a text or an array of text parts; images, audio and files are not supported',
});

/** Beside role and content: what is said of items of ours, which says nothing. */
const message = z.strictObject({
  type: z.literal('message').optional(),
  role: z.enum(['system', 'developer', 'user', 'assistant'], {
    error: 'must be system, developer, user or assistant',
  }),
  content,
  name: z.string().nullish(),
  id: z.string().nullish(),
  status: z.string().nullish(),
  phase: z.string().nullish(),
});

/** Of another model, or of this one. Programs send it back with what they add to it. */
const functionCall = z.object({
  type: z.literal('function_call'),
  call_id: z.string(),
  name: z.string(),
  arguments: z.string(),
});

const functionCallOutput = z.object({
  type: z.literal('function_call_output'),
  call_id: z.string(),
  output: content,
});

/** What another model thought is no part of what was said. */
const reasoning = z.object({ type: z.literal('reasoning') });

const items = z
  .array(
    z.discriminatedUnion('type', [message, functionCall, functionCallOutput, reasoning], {
      error:
        'must be message, function_call, function_call_output or reasoning; what a server would have to keep, such as ' +
        'item_reference, and what hosted tools did are not supported',
    }),
  )
  .min(1)
  .max(MAX_ITEMS);

/**
 * A text, or the items of a conversation. A union of both would say of a faulty item only that the whole is none of them.
 */
export const inputField = z
  .union([z.string(), z.array(z.looseObject({}))], { error: 'must be a text or an array of items' })
  .transform((input, context) => {
    if (typeof input === 'string') return input;
    const read = items.safeParse(input);
    if (read.success) return read.data;
    for (const { path, message } of read.error.issues.slice(0, MAX_ISSUES))
      context.addIssue({ code: 'custom', path, message });
    return z.NEVER;
  });

export type InputItem = z.infer<typeof items>[number];
export type InputContent = z.infer<typeof content>;
