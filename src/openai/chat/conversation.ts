import type { Ask, Turn } from '../../core';
import { refusal } from '../parameters';
import { calledText, resultTurn } from '../said';
import type { ChatMessageBody, ToolCallBody } from './message.schema';

/** Bounds what is said around a question, in UTF-16 units: some 25,000 tokens of English. */
const AROUND_MAX_CHARS = 100_000;

export type Conversation = Pick<Ask, 'question' | 'name' | 'earlier' | 'later'>;

/**
 * The last message of a user is the question; all others are turns before and behind it. Behind it stands what an agent did on its
 * way to an answer.
 * @param param the parameter that has them
 * @throws {Problem} 400 when no user says anything, or when too much is said around it
 */
export function conversationOf(messages: readonly ChatMessageBody[], param = 'messages'): Conversation {
  const at = messages.findLastIndex(({ role }) => role === 'user');
  const question = messages[at];
  if (!question)
    throw refusal('invalid_request', param, 'One of the messages must be the question, of role user.');
  const tools = toolNames(messages);
  const turns = messages.map((message) => turnOf(message, tools));
  const earlier = turns.slice(0, at);
  const later = turns.slice(at + 1);
  refuseLong([...earlier, ...later], param);
  return { question: textOf(question.content), name: nameOf(question), earlier, later };
}

function refuseLong(turns: readonly Turn[], param: string): void {
  const chars = turns.reduce((sum, { text }) => sum + text.length, 0);
  if (chars <= AROUND_MAX_CHARS) return;
  throw refusal(
    'context_length_exceeded',
    param,
    `The messages around the question are longer than ${AROUND_MAX_CHARS} characters together; send fewer.`,
  );
}

/** `developer` is what OpenAI's newer models call `system`; other servers know the older name only. */
function turnOf(message: ChatMessageBody, tools: ReadonlyMap<string, string>): Turn {
  switch (message.role) {
    case 'system':
    case 'developer':
      return spoken({ role: 'system', text: textOf(message.content), name: nameOf(message) });
    case 'user':
      return spoken({ role: 'user', text: textOf(message.content), name: nameOf(message) });
    case 'assistant':
      return spoken({ role: 'assistant', text: assistantText(message), name: nameOf(message) });
    case 'tool':
      return resultTurn(nameOf(message) ?? tools.get(message.tool_call_id ?? ''), textOf(message.content));
    case 'function':
      return resultTurn(message.name, textOf(message.content));
  }
}

function spoken({ role, text, name }: Turn): Turn {
  return name === undefined ? { role, text } : { role, text, name };
}

function nameOf({ name }: Pick<ChatMessageBody, 'name'>): string | undefined {
  return name === null || name === '' ? undefined : name;
}

type Assistant = Extract<ChatMessageBody, { role: 'assistant' }>;

function assistantText({
  content,
  refusal: refused,
  tool_calls: calls,
  function_call: call,
}: Assistant): string {
  const called = [...(calls ?? []).map(callOf), ...(call ? [call] : [])];
  return [textOf(content), refused ?? '', calledText(called)].filter((text) => text !== '').join('\n');
}

function callOf(call: ToolCallBody): { name: string; arguments: string } {
  return call.type === 'custom' ? { name: call.custom.name, arguments: call.custom.input } : call.function;
}

/** Names of tools by the ids of their calls. */
function toolNames(messages: readonly ChatMessageBody[]): Map<string, string> {
  const calls = messages.flatMap((message) =>
    message.role === 'assistant' ? (message.tool_calls ?? []) : [],
  );
  return new Map(calls.map((call) => [call.id ?? '', callOf(call).name]));
}

function textOf(content: ChatMessageBody['content']): string {
  if (!Array.isArray(content)) return content ?? '';
  return content.map((part) => (part.type === 'text' ? part.text : part.refusal)).join('\n');
}
