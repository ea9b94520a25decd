import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionFunctionTool,
} from 'openai/resources/chat/completions';
import type { AnswerFormat, CallableFunction, JsonSchema } from '../../core';
import type { FormWay } from './form-ways';

/** What a request says of the form of its answer. */
export type FormRequest = Pick<
  ChatCompletionCreateParamsStreaming,
  'response_format' | 'tools' | 'tool_choice' | 'parallel_tool_calls'
>;

type Calls = Extract<AnswerFormat, { kind: 'call' }>;
type Named = Omit<CallableFunction, 'parameters'> & { readonly schema: JsonSchema };

export function formRequest(format: AnswerFormat, way: FormWay): FormRequest {
  switch (way) {
    case 'words':
      return {};
    case 'json_object':
      return { response_format: { type: 'json_object' } };
    case 'json_schema':
      return schemaRequest(namedSchema(format));
    case 'tools':
      return format.kind === 'call' ? callRequest(format) : {};
  }
}

/** What the prompt says where the server is not told the form. */
export function formInstruction(format: AnswerFormat, way: FormWay): string | null {
  if (way === 'tools' || (way === 'json_schema' && format.kind !== 'call')) return null;
  if (format.kind === 'json_object') return 'Answer with one JSON object and nothing else.';
  const { schema } = namedSchema(format);
  const functions = format.kind === 'call' ? `${functionList(format)}\n` : '';
  return `${functions}Answer with JSON and nothing else. It must satisfy this JSON Schema:\n${JSON.stringify(schema)}`;
}

function functionList({ functions }: Calls): string {
  const lines = functions.map(({ name, description, parameters }) =>
    JSON.stringify({ name, description, parameters }),
  );
  const how =
    functions.length === 1 ? 'Your answer is its arguments.' : 'Your answer says which, and its arguments.';
  return `You call a function of these, by JSON:\n${lines.join('\n')}\n${how}`;
}

/** A call as JSON: the arguments of the one function, or which of several is called and with what. */
function namedSchema(format: AnswerFormat): Named {
  switch (format.kind) {
    case 'json_object':
      return { name: 'object', schema: { type: 'object' } };
    case 'json_schema':
      return format;
    case 'call': {
      const [first, second] = format.functions;
      if (first && !second)
        return {
          name: first.name,
          description: first.description,
          schema: first.parameters ?? { type: 'object' },
        };
      return { name: 'call', schema: choiceOf(format.functions.map(({ name }) => name)) };
    }
  }
}

function choiceOf(names: readonly string[]): JsonSchema {
  return {
    type: 'object',
    properties: { name: { enum: names }, arguments: { type: 'object' } },
    required: ['name', 'arguments'],
  };
}

function schemaRequest({ schema, ...named }: Named): FormRequest {
  return {
    response_format: { type: 'json_schema', json_schema: { ...partsOf(named), schema: objectOf(schema) } },
  };
}

function callRequest({ functions, single }: Calls): FormRequest {
  const tools = functions.map(toolOf);
  const [first, second] = functions;
  if (single && first && !second)
    return { tools, tool_choice: { type: 'function', function: { name: first.name } } };
  return { tools, tool_choice: 'required', ...(single && { parallel_tool_calls: false }) };
}

function toolOf({ parameters, ...named }: CallableFunction): ChatCompletionFunctionTool {
  const parts = partsOf(named);
  return {
    type: 'function',
    function: parameters === undefined ? parts : { ...parts, parameters: objectOf(parameters) },
  };
}

function partsOf({ name, description, strict }: Omit<CallableFunction, 'parameters'>) {
  return { name, ...(description !== undefined && { description }), ...(strict !== undefined && { strict }) };
}

/** The API wants an object. Nothing satisfies `false`. */
function objectOf(schema: JsonSchema): Record<string, unknown> {
  if (typeof schema === 'boolean') return schema ? {} : { not: {} };
  return schema;
}
