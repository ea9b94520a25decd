import type { AnswerFormat, CallableFunction } from '../../core';
import type { AskedFormat } from '../formats';
import { refusal } from '../parameters';
import type { FormatRequest, FunctionBody, ToolBody } from './tools.schema';

/**
 * A function that must be called comes before `response_format`, which is about text.
 * @returns undefined for text. A model may always choose to call no tool, so tools that it need not call ask for nothing else.
 * @throws {Problem} 400 when a tool must be called that was not sent, or that is no function
 */
export function formatOf(body: FormatRequest): AskedFormat | undefined {
  return calledTool(body) ?? calledFunction(body) ?? writtenFormat(body);
}

/** As in OpenAI's API. Tools that need not be called are not counted. */
const MAX_FUNCTIONS = 128;

function calledTool({
  tools,
  tool_choice: choice,
  parallel_tool_calls: parallel,
}: FormatRequest): AskedFormat | undefined {
  const single = parallel === false;
  if (choice === 'required') return calls(functionsIn(tools ?? []), single);
  if (typeof choice !== 'object' || choice === null) return undefined;
  switch (choice.type) {
    case 'function':
      return calls(functionsIn(toolsNamed([choice.function.name], tools)), true);
    case 'custom':
      throw refusedCustom();
    case 'allowed_tools':
      return choice.allowed_tools.mode === 'auto'
        ? undefined
        : calls(functionsIn(toolsNamed(choice.allowed_tools.tools.map(nameOf), tools)), single);
  }
}

function calls(functions: readonly CallableFunction[], single: boolean): AskedFormat {
  if (functions.length > MAX_FUNCTIONS)
    throw refusal(
      'invalid_request',
      'tools',
      `Of more than ${MAX_FUNCTIONS} tools none can be forced; send fewer.`,
    );
  if (functions.length === 0)
    throw refusal('invalid_request', 'tool_choice', 'A tool must be called, and none was sent under tools.');
  return { format: { kind: 'call', functions, single }, param: 'tool_choice' };
}

function calledFunction({ functions, function_call: choice }: FormatRequest): AskedFormat | undefined {
  if (typeof choice !== 'object' || choice === null) return undefined;
  const called = functions?.find(({ name }) => name === choice.name);
  if (!called)
    throw refusal(
      'invalid_request',
      'function_call.name',
      'No function of this name was sent under functions.',
    );
  return { format: { kind: 'call', functions: [callable(called)], single: true }, param: 'function_call' };
}

function writtenFormat({ response_format: asked }: FormatRequest): AskedFormat | undefined {
  const param = 'response_format';
  if (asked?.type === 'json_object') return { format: { kind: 'json_object' }, param };
  if (asked?.type !== 'json_schema') return undefined;
  const { name, description, schema, strict } = asked.json_schema;
  const format: AnswerFormat = {
    kind: 'json_schema',
    name,
    description: description ?? undefined,
    schema: schema ?? {},
    strict: strict ?? undefined,
  };
  return { format, param };
}

/** Custom tools take text of a grammar, which nobody checks here. */
function functionsIn(tools: readonly ToolBody[]): CallableFunction[] {
  return tools.map((tool) => {
    if (tool.type === 'custom') throw refusedCustom();
    return callable(tool.function);
  });
}

function callable({ name, description, parameters, strict }: FunctionBody): CallableFunction {
  return {
    name,
    description: description ?? undefined,
    parameters: parameters ?? undefined,
    strict: strict ?? undefined,
  };
}

function refusedCustom() {
  return refusal(
    'unsupported_parameter',
    'tool_choice',
    'Custom tools are accepted, but none can be forced here; let a function be called, or let the choice be auto.',
  );
}

/** @throws {Problem} 400 */
function toolsNamed(names: readonly (string | undefined)[], tools: FormatRequest['tools']): ToolBody[] {
  const byName = new Map((tools ?? []).map((tool) => [nameOf(tool), tool]));
  return names.map((name) => {
    const found = byName.get(name);
    if (found) return found;
    throw refusal('invalid_request', 'tool_choice', 'No tool of this name was sent under tools.');
  });
}

/** Tools are named inside of an object that is called as their type. */
function nameOf(tool: { readonly type: string }): string | undefined {
  const named: unknown = Reflect.get(tool, tool.type);
  const name: unknown =
    typeof named === 'object' && named !== null && 'name' in named ? named.name : undefined;
  return typeof name === 'string' ? name : undefined;
}
