import type { Sampling, Turn } from '../../core';
import { refusal } from '../parameters';
import type { ChatMessageBody, ChatRequest } from './chat.schema';

/** Bounds what is said before a question, in UTF-16 units: some 25,000 tokens of English. */
const EARLIER_MAX_CHARS = 100_000;

export interface Conversation {
  readonly question: string;
  /** Oldest first. */
  readonly earlier: readonly Turn[];
}

/**
 * The last message is the question, all others are earlier turns.
 * @throws {Problem} 400 when it is not the user's, or when there is too much before it
 */
export function conversationOf(messages: readonly ChatMessageBody[]): Conversation {
  const last = messages.at(-1);
  if (last?.role !== 'user')
    throw refusal('invalid_request', 'messages', 'The last message must be the question, of role user.');
  const earlier = messages.slice(0, -1).map(turnOf);
  const chars = earlier.reduce((sum, { text }) => sum + text.length, 0);
  if (chars > EARLIER_MAX_CHARS)
    throw refusal(
      'context_length_exceeded',
      'messages',
      `The messages before the question are longer than ${EARLIER_MAX_CHARS} characters together; send fewer.`,
    );
  return { question: textOf(last.content), earlier };
}

/** @returns undefined when nothing is said of it, so that such a request shares its answers with those that cannot say it */
export function samplingOf(body: ChatRequest): Sampling | undefined {
  const { stop } = body;
  const sampling: Sampling = {
    temperature: body.temperature ?? undefined,
    topP: body.top_p ?? undefined,
    maxTokens: body.max_completion_tokens ?? body.max_tokens ?? undefined,
    seed: body.seed ?? undefined,
    stop: typeof stop === 'string' ? [stop] : (stop ?? undefined),
    presencePenalty: body.presence_penalty ?? undefined,
    frequencyPenalty: body.frequency_penalty ?? undefined,
  };
  return Object.values(sampling).some((value) => value !== undefined) ? sampling : undefined;
}

/** `developer` is what OpenAI's newer models call `system`; other servers know the older name only. */
function turnOf({ role, content }: ChatMessageBody): Turn {
  return { role: role === 'developer' ? 'system' : role, text: textOf(content) };
}

function textOf(content: ChatMessageBody['content']): string {
  return typeof content === 'string' ? content : content.map(({ text }) => text).join('\n');
}
