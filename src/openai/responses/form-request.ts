import { formatOf } from '../chat/format';
import type { AskedFormat } from '../formats';
import type { FormatRequest } from '../chat/tools.schema';
import type { Problem } from '../../http/problem';
import { refusal } from '../parameters';
import type { ResponseRequest } from './responses.schema';
import type { TextFormatBody, ToolBody, ToolChoiceBody } from './tools.schema';

type Asked = Pick<ResponseRequest, 'tools' | 'tool_choice' | 'parallel_tool_calls' | 'text'>;
type ChatTool = NonNullable<FormatRequest['tools']>[number];

/**
 * The form that a request asks for. It is asked for in the words of a chat, so that both ask for one form. Hosted tools need not be
 * called either, and are no part of it.
 * @returns undefined for text
 * @throws {Problem} 400 when a tool must be called that was not sent, or that is no function
 */
export function askedFormat(body: Asked): AskedFormat | undefined {
  const asked = formatOf(formRequest(body));
  return asked?.param === 'response_format' ? { ...asked, param: 'text.format' } : asked;
}

function formRequest({ tools, tool_choice, parallel_tool_calls, text }: Asked): FormatRequest {
  const callable = tools?.flatMap(chatTool);
  if (tool_choice === 'required' && tools?.length && callable?.length === 0) throw refusedHosted();
  return {
    tools: callable,
    tool_choice: tool_choice && chatChoice(tool_choice),
    parallel_tool_calls,
    response_format: text?.format && chatFormat(text.format),
  };
}

function chatTool(tool: ToolBody): ChatTool[] {
  if (tool.type === 'function') {
    const { type, name, description, parameters, strict } = tool;
    return [{ type, function: { name, description, parameters, strict } }];
  }
  if (tool.type !== 'custom') return [];
  return [{ type: tool.type, custom: { name: tool.name, description: tool.description } }];
}

function chatChoice(choice: ToolChoiceBody): FormatRequest['tool_choice'] {
  if (typeof choice === 'string') return choice;
  if (choice.type === 'function') return { type: choice.type, function: { name: choice.name } };
  if (choice.type === 'custom') return { type: choice.type, custom: { name: choice.name } };
  if (choice.type === 'allowed_tools') return { type: choice.type, allowed_tools: allowed(choice) };
  throw refusedHosted();
}

/** Of several tools that may be called, hosted ones are those that are not. */
function allowed({ mode, tools }: Extract<ToolChoiceBody, { type: 'allowed_tools' }>) {
  const callable = tools.filter(({ type }) => type === 'function' || type === 'custom');
  if (mode === 'required' && tools.length > 0 && callable.length === 0) throw refusedHosted();
  return { mode, tools: callable.map(({ type, name }) => ({ type, [type]: { name } })) };
}

function refusedHosted(): Problem {
  return refusal(
    'unsupported_parameter',
    'tool_choice',
    'This server has no hosted tools to call; let a function of yours be called, or let the choice be auto.',
  );
}

function chatFormat(format: TextFormatBody): FormatRequest['response_format'] {
  if (format.type !== 'json_schema') return { type: format.type };
  const { type, name, description, schema, strict } = format;
  return { type, json_schema: { name, description, schema, strict } };
}
