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
  if (topic === '') return text;
  const asked = withoutEnd(text);
  // What is in brackets already is added to.
  return asked.endsWith(')') ? `${asked.slice(0, -1)}, ${topic})?` : `${asked} (${topic})?`;
}

const PROPERTY = /^(?:what|who|where)(?:'s|’s| is| was| are| were) the [^()]{1,60}$/iu;

/** `What is the code?` asks for the code of the topic, where there is one. All else has it in brackets. */
export function withOwner(text: string, topics: readonly Pick<Phrase, 'text'>[]): string {
  const [topic, second] = topics;
  const asked = withoutEnd(text);
  if (!topic || second || !PROPERTY.test(asked) || / of /u.test(asked)) return withTopic(text, topics);
  return asked.includes(topic.text) ? text : `${asked} of ${topic.text}?`;
}
