import { z } from 'zod';

const schema = z.union([z.record(z.string(), z.unknown()), z.boolean()], { error: 'must be a JSON Schema' });

const described = z.looseObject({ name: z.string().min(1).max(256), description: z.string().nullish() });

export const functionBody = described.extend({
  parameters: schema.nullish(),
  strict: z.boolean().nullish(),
});

const tool = z.discriminatedUnion(
  'type',
  [
    z.looseObject({ type: z.literal('function'), function: functionBody }),
    z.looseObject({ type: z.literal('custom'), custom: described }),
  ],
  { error: 'must be of type function or custom' },
);

const choice = z.enum(['none', 'auto', 'required']);
const named = z.looseObject({ name: z.string() });

const toolChoice = z.union(
  [
    choice,
    z.looseObject({ type: z.literal('function'), function: named }),
    z.looseObject({ type: z.literal('custom'), custom: named }),
    z.looseObject({
      type: z.literal('allowed_tools'),
      allowed_tools: z.looseObject({
        mode: z.enum(['auto', 'required']),
        tools: z.array(z.looseObject({ type: z.string() })),
      }),
    }),
  ],
  { error: 'must be none, auto, required, a tool or allowed_tools' },
);

const responseFormat = z.discriminatedUnion(
  'type',
  [
    z.looseObject({ type: z.literal('text') }),
    z.looseObject({ type: z.literal('json_object') }),
    z.looseObject({
      type: z.literal('json_schema'),
      json_schema: described.extend({ schema: schema.nullish(), strict: z.boolean().nullish() }),
    }),
  ],
  { error: 'must be of type text, json_object or json_schema' },
);

/** What a request says about the form of its answer. */
export const formatRequest = z.looseObject({
  tools: z.array(tool).nullish(),
  tool_choice: toolChoice.nullish(),
  parallel_tool_calls: z.boolean().nullish(),
  functions: z.array(functionBody).nullish(),
  function_call: z.union([z.enum(['none', 'auto']), named]).nullish(),
  response_format: responseFormat.nullish(),
});

export type FormatRequest = z.infer<typeof formatRequest>;
export type FunctionBody = z.infer<typeof functionBody>;
export type ToolBody = z.infer<typeof tool>;
