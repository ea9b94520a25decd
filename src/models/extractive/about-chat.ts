import type { ProgramTask } from '../../core';

/** Room for a title in a program's list of chats, in characters as people see them. */
const TITLE_MAX_CHARS = 60;

/** What a chat is about cannot be told from quotes. This one says that it is a chat. */
const EMOJI = '💬';

/** Of a chat in which nobody has said anything. */
const UNTITLED = 'New chat';

/**
 * Answers what a program asks about its own chat, in the form that it asked for: what people asked first as the title, no tags and
 * no suggestions. It never speaks of notes.
 */
export function answerAboutChat(task: ProgramTask): string {
  const { json } = task;
  if (!json) return textAboutChat(task);
  if (json.isList) return JSON.stringify({ [json.key]: [] });
  return JSON.stringify({ [json.key]: task.wants === 'continuation' ? '' : textAboutChat(task) });
}

/** The same as text alone. */
export function textAboutChat({ wants, first, last }: ProgramTask): string {
  switch (wants) {
    case 'title':
      return shortened(first) || UNTITLED;
    case 'query':
      return last;
    case 'summary':
      return [...new Set([first, last])].map((asked) => shortened(asked)).join('\n');
    case 'emoji':
      return EMOJI;
    case 'labels':
      return 'None';
    case 'continuation':
      return '…';
  }
}

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Cut between words where there are any, as there are none in Chinese. */
function shortened(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (line.length <= TITLE_MAX_CHARS) return line;
  const cut = [...characters.segment(line)]
    .slice(0, TITLE_MAX_CHARS)
    .map(({ segment }) => segment)
    .join('');
  if (cut === line) return line;
  const end = cut.lastIndexOf(' ');
  return `${(end > 0 ? cut.slice(0, end) : cut).replace(/[\s\p{P}]+$/u, '')}…`;
}
