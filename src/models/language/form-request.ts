import type {
  ChatCompletionCreateParamsStreaming,
  ChatCompletionFunctionTool,
} from 'openai/resources/chat/completions';
import type { AnswerFormat, CallableFunction, JsonSchema } from '../../core';

/** What a request says of the form of its answer. */
export type FormRequest = Pick<
  ChatCompletionCreateParamsStreaming,
  'response_format' | 'tools' | 'tool_choice' | 'parallel_tool_calls'
>;

export function formRequest(format: AnswerFormat): FormRequest {
  switch (format.kind) {
    case 'json_object':
      return { response_format: { type: 'json_object' } };
    case 'json_schema': {
      const { name, description, strict, schema } = format;
      const named = {
        name,
        ...(description !== undefined && { description }),
        ...(strict !== undefined && { strict }),
      };
      return {
        response_format: { type: 'json_schema', json_schema: { ...named, schema: objectOf(schema) } },
      };
    }
    case 'call':
      return callRequest(format.functions, format.single);
  }
}

function callRequest(functions: readonly CallableFunction[], single: boolean): FormRequest {
  const tools = functions.map(toolOf);
  const [first, second] = functions;
  if (single && first && !second)
    return { tools, tool_choice: { type: 'function', function: { name: first.name } } };
  return { tools, tool_choice: 'required', ...(single && { parallel_tool_calls: false }) };
}

function toolOf({ name, description, parameters, strict }: CallableFunction): ChatCompletionFunctionTool {
  return {
    type: 'function',
    function: {
      name,
      ...(description !== undefined && { description }),
      ...(parameters !== undefined && { parameters: objectOf(parameters) }),
      ...(strict !== undefined && { strict }),
    },
  };
}

/** The API wants an object. Nothing satisfies `false`. */
function objectOf(schema: JsonSchema): Record<string, unknown> {
  if (typeof schema === 'boolean') return schema ? {} : { not: {} };
  return schema;
}
