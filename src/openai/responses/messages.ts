import type { ChatMessageBody } from '../chat/message.schema';
import type { InputContent, InputItem } from './input-items';
import type { ResponseRequest } from './responses.schema';

type Assistant = Extract<ChatMessageBody, { role: 'assistant' }>;
type FunctionCallItem = Extract<InputItem, { type: 'function_call' }>;

/** The same conversation as messages of a chat, so that both are one question. */
export function messagesOf({
  instructions,
  input,
}: Pick<ResponseRequest, 'instructions' | 'input'>): ChatMessageBody[] {
  const messages: ChatMessageBody[] = [];
  if (instructions) messages.push({ role: 'system', content: instructions });
  if (typeof input === 'string') messages.push({ role: 'user', content: input });
  else for (const item of input) add(item, messages);
  return messages;
}

function add(item: InputItem, messages: ChatMessageBody[]): void {
  switch (item.type) {
    case 'message':
    case undefined:
      messages.push({ role: item.role, name: item.name, content: textOf(item.content) });
      return;
    case 'function_call':
      addCall(item, messages);
      return;
    case 'function_call_output':
      messages.push({ role: 'tool', tool_call_id: item.call_id, content: textOf(item.output) });
      return;
    case 'reasoning':
      return;
  }
}

/** A chat has the calls of one answer in its message; here they are items behind it. */
function addCall(
  { call_id: id, name, arguments: args }: FunctionCallItem,
  messages: ChatMessageBody[],
): void {
  const call = { id, type: 'function' as const, function: { name, arguments: args } };
  const last = messages.at(-1);
  if (last?.role === 'assistant') messages.splice(-1, 1, withCall(last, call));
  else messages.push({ role: 'assistant', tool_calls: [call] });
}

function withCall(message: Assistant, call: NonNullable<Assistant['tool_calls']>[number]): Assistant {
  return { ...message, tool_calls: [...(message.tool_calls ?? []), call] };
}

function textOf(content: InputContent): string {
  if (typeof content === 'string') return content;
  return content.map((part) => (part.type === 'refusal' ? part.refusal : part.text)).join('\n');
}
