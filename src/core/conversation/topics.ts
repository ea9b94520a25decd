import type { Phrase } from './phrases';

/** Enough to search by. A topic is added to a question and must not outweigh it. */
const TOPIC_MAX_CHARS = 120;

/** Without the marks at its end. */
export function withoutEnd(text: string): string {
  return text.replace(/[\s?!.…]+$/u, '');
}

/** The question with what it is about behind it, in brackets. */
export function withTopic(text: string, topics: readonly Pick<Phrase, 'text'>[]): string {
  const names = [...new Set(topics.map((topic) => topic.text))].filter((name) => !text.includes(name));
  let topic = '';
  for (const name of names) {
    const longer = topic === '' ? name : `${topic}, ${name}`;
    if (longer.length > TOPIC_MAX_CHARS) break;
    topic = longer;
  }
  return topic === '' ? text : `${withoutEnd(text)} (${topic})?`;
}
