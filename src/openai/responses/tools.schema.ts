import { z } from 'zod';

const named = z.looseObject({ name: z.string().min(1).max(256), description: z.string().nullish() });
const schema = z.record(z.string(), z.unknown(), { error: 'must be a JSON Schema' });

const strict = z.boolean().nullish();

/** https://platform.openai.com/docs/guides/tools: those of OpenAI's own servers. */
const HOSTED = [
  'file_search',
  'web_search',
  'web_search_2025_08_26',
  'web_search_preview',
  'web_search_preview_2025_03_11',
  'computer',
  'computer_use',
  'computer_use_preview',
  'mcp',
  'code_interpreter',
  'image_generation',
  'local_shell',
  'shell',
  'apply_patch',
  'tool_search',
  'namespace',
  'programmatic_tool_calling',
] as const;

/** Of the program, or hosted. The first two say flat what a chat's have under a member. */
export const tool = z.discriminatedUnion(
  'type',
  [
    named.extend({ type: z.literal('function'), parameters: schema.nullish(), strict }),
    named.extend({ type: z.literal('custom') }),
    z.looseObject({ type: z.enum(HOSTED) }),
  ],
  { error: 'must be of type function, custom, or of a hosted tool' },
);

export const toolChoice = z.union(
  [
    z.enum(['none', 'auto', 'required']),
    z.looseObject({ type: z.enum(['function', 'custom']), name: z.string() }),
    z.looseObject({
      type: z.literal('allowed_tools'),
      mode: z.enum(['auto', 'required']),
      tools: z.array(z.looseObject({ type: z.string(), name: z.string().optional() })),
    }),
    z.looseObject({ type: z.enum(HOSTED) }),
  ],
  { error: 'must be none, auto, required, a tool or allowed_tools' },
);

export const textFormat = z.discriminatedUnion(
  'type',
  [
    z.looseObject({ type: z.literal('text') }),
    z.looseObject({ type: z.literal('json_object') }),
    named.extend({ type: z.literal('json_schema'), schema, strict }),
  ],
  { error: 'must be of type text, json_object or json_schema' },
);

export type ToolBody = z.infer<typeof tool>;
export type ToolChoiceBody = z.infer<typeof toolChoice>;
export type TextFormatBody = z.infer<typeof textFormat>;
