/** A chat that somebody wrote into one text, and what stands around it. */
export interface ChatText {
  readonly before: string;
  readonly after: string;
  /** What people said in it, oldest first; the whole of it where nobody is named. */
  readonly said: readonly string[];
}

/** Names of elements that programs put a chat into. */
const ELEMENT =
  /<((?:chat|conversation|message|dialogu?e?)[-_ ]?(?:history|log)?s?|history|transcript|user)(?: [^<>]*)?>/giu;

/** Who speaks, at the beginning of a line; a model speaks in the second group. */
const SPEAKER =
  /^[-*>|[ \t]{0,8}(?:(user|human|you|me|customer|用户|人类)|(assistant|ai|bot|chatbot|model|gpt|response|助手|助理|机器人))[*\]]{0,2}[ \t]{0,2}[:：]/gimu;

/** Messages as the API has them, written out. */
const JSON_MESSAGES = /\[\s*\{\s*["'](?:role|content)["']\s*:/u;
const JSON_SAID = /["']role["']\s*:\s*["']user["']\s*,\s*["']content["']\s*:\s*"((?:[^"\\]|\\.)*)"/gu;

/** What opens a quoted chat or message, after the words that announce it. */
const QUOTED =
  /\b(?:messages?|conversation|chat|chat history|history|prompt|input|query|only|following|对话|消息)(?: (?:is|below|content|text))?\.?\s{0,4}[:：.]?\s{0,4}(```(?:[a-z]*\n)?|"""|'''|"|“)/iu;

const CLOSING: Readonly<Record<string, string>> = { '“': '”' };

/**
 * Finds the chat in a text: as an element, in turns with the names of their speakers, as JSON, or quoted.
 * @returns null where the text holds none
 */
export function chatIn(text: string): ChatText | null {
  return elementIn(text) ?? turnsIn(text) ?? jsonIn(text) ?? quotedIn(text);
}

function elementIn(text: string): ChatText | null {
  // The last one: examples of an instruction come before the chat.
  const opening = [...text.matchAll(ELEMENT)].at(-1);
  if (!opening) return null;
  const [tag, name = ''] = opening;
  const begin = name.toLowerCase() === 'user' ? text.search(/<user(?: [^<>]*)?>/iu) : opening.index;
  const end = text.lastIndexOf(`</`);
  if (end < begin + tag.length) return null;
  const inner = text.slice(begin + tag.length, end);
  const after = text.slice(end).replace(/^<\/[^>]*>/u, '');
  return { before: text.slice(0, begin), after, said: turnsIn(inner)?.said ?? [inner.trim()] };
}

/** A person and a model speak, or a person alone behind a heading. */
function turnsIn(text: string): ChatText | null {
  const speakers = [...text.matchAll(SPEAKER)];
  const [first] = speakers;
  const isChat = speakers.some(([, person]) => person !== undefined) && speakers.length > 1;
  if (!first || !isChat) return null;
  const said = speakers.flatMap(({ 0: label, 1: person, index }, at) =>
    person === undefined ? [] : [text.slice(index + label.length, speakers[at + 1]?.index).trim()],
  );
  return { before: text.slice(0, first.index), after: lastParagraph(text.slice(first.index)), said };
}

/** Nothing says where the last turn ends. What asks about it would stand in a paragraph of its own. */
function lastParagraph(text: string): string {
  const trimmed = text.trimEnd();
  const gap = trimmed.lastIndexOf('\n\n');
  return trimmed.slice(gap < 0 ? trimmed.lastIndexOf('\n') + 1 : gap).trim();
}

function jsonIn(text: string): ChatText | null {
  const at = text.search(JSON_MESSAGES);
  if (at < 0) return null;
  const end = text.lastIndexOf(']');
  const said = [...text.slice(at, end).matchAll(JSON_SAID)].map(([, content = '']) => content);
  return { before: text.slice(0, at), after: text.slice(end + 1), said };
}

/** The first quotation that is closed. Its end is the last mark of its kind: what is quoted may hold quotations. */
function quotedIn(text: string): ChatText | null {
  const [opening, mark = ''] = QUOTED.exec(text) ?? [];
  if (opening === undefined) return null;
  const begin = text.indexOf(opening) + opening.length;
  const kind = mark.startsWith('```') ? '```' : mark;
  const end = text.lastIndexOf(CLOSING[kind] ?? kind);
  if (end <= begin) return null;
  return {
    before: text.slice(0, begin - mark.length),
    after: text.slice(end + kind.length),
    said: [text.slice(begin, end).trim()],
  };
}
