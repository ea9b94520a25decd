import { LRUCache } from 'lru-cache';
import type { Ask, ProgramTask, Turn } from '../../core';
import { chatIn } from './chat-text';
import { instructionApart, instructionIn, namesProduct, type Instruction } from './instruction';

/** Bounds the messages of a chat, in UTF-16 units: some 25,000 tokens of English. */
export const CHAT_MAX_CHARS = 100_000;
/** Instructions are shorter; what is longer is searched in no part. */
const INSTRUCTION_MAX_CHARS = 8_000;
/** Where a system message that is an instruction says what it asks for. */
const HEAD_CHARS = 400;
/** What people said is needed for a title. */
const SAID_MAX_CHARS = 2_000;

/** Marks without which an instruction may be a person's. Where a chat is quoted, its frame is the third. */
const MARKS_WITH_CHAT = 2;
const MARKS_ALONE = 3;

/** The chat itself, and not one with somebody or about something. */
const THIS_CHAT = new RegExp(
  [
    String.raw`\b(?:this|our|the|above|following|preceding|previous|current|user['’]s?)(?: (?:above|following|given|previous|current|whole|entire|short|chat|user['’]?s?|first)){0,4} (?:chat|conversation|discussion|dialogue|thread|messages?|query|interaction)\b(?! (?:with|about|from|of|on|that|which|we|i|between (?!an? (?:user|human)|the user|user))\b)`,
    String.raw`\ba (?:conversation|chat) (?:history|starts|begins)\b|\bfirst message\b|\b(?:chat|conversation|thread|session)s? (?:titl\w*|history|summari[sz]er)`,
    '(?:unser|dies)(?:e|er|em|es)? (?:gespräch|unterhaltung|chat)|(?:notre|cette) conversation|(?:nuestra|esta) conversaci[oó]n|(?:nossa|esta) conversa|(?:nostra|questa) conversazione',
    '上述|对话|会话|對話|会話|대화|这句话',
  ].join('|'),
  'iu',
);

type Said = Pick<Ask, 'question' | 'earlier' | 'later'>;

/** The same request, marked where a program asks about its own chat. */
export function withTask<Asked extends Said>(asked: Asked): Asked & Pick<Ask, 'task'> {
  const { later = [] } = asked;
  if (later.length > 0) return withTaskBehind(asked, later);
  const task = chatTaskOf(asked.question, asked.earlier ?? []);
  return task === null ? asked : { ...asked, task };
}

/** Some programs (NextChat) ask with a system message behind all others. What else stands behind a question is an agent's work for it. */
function withTaskBehind<Asked extends Said>(asked: Asked, later: readonly Turn[]): Asked & Pick<Ask, 'task'> {
  const last = later.at(-1);
  if (last?.role !== 'system') return asked;
  const { question, earlier = [] } = asked;
  const before: readonly Turn[] = [...earlier, { role: 'user', text: question }, ...later.slice(0, -1)];
  const task = chatTaskOf(last.text, before);
  return task === null ? asked : { ...asked, question: last.text, earlier: before, later: [], task };
}

/**
 * Recognises by its shape what a program asks about its own chat. It has three parts: a chat that somebody wrote down, an
 * instruction to make something of it, and marks of an answer that no person is to read. docs/programs.md names the programs.
 *
 * A person's question has one or two of the three. In doubt it is a question over notes.
 *
 * @param question the last message
 * @param earlier the messages before it
 * @returns null for a question over notes
 */
export function chatTaskOf(question: string, earlier: readonly Turn[]): ProgramTask | null {
  if (question.length > CHAT_MAX_CHARS) return null;
  if (earlier.length === 0)
    return HOLDS_MORE.test(question) && namesProduct(question) ? chatInQuestion(question) : null;
  const inQuestion = namesProduct(question)
    ? (chatInQuestion(question) ?? chatBefore(question, earlier))
    : null;
  return inQuestion ?? instructedBySystem(question, earlier);
}

/** Without a line end or a quotation a message is a question and no more. */
const HOLDS_MORE = /[\n<"“`]|'''/u;

/** One message holds the instruction and the chat. */
function chatInQuestion(question: string): ProgramTask | null {
  const chat = chatIn(question);
  if (!chat) return chatBelow(question);
  const text = [chat.before, chat.after].map(within).join('\n');
  const instruction = instructionIn(text);
  if (!instruction || instruction.marks < MARKS_WITH_CHAT) return null;
  return taskOf(instruction, [...chat.said, ...followUpIn(question)]);
}

const LABELLED = /\n(?:user )?(?:prompt|query|message|input|text)[ \t]*:[ \t]*(\S[^]*)$/iu;

/** The instruction is the first paragraph, and what follows is the chat. */
function chatBelow(question: string): ProgramTask | null {
  const end = question.indexOf('\n\n');
  if (end < 0) return null;
  const instruction = instructionAlone(question.slice(0, end));
  const below = question.slice(end);
  return instruction && taskOf(instruction, [LABELLED.exec(below)?.[1] ?? below]);
}

/** The chat is the messages, and the last of them is the instruction. */
function chatBefore(question: string, earlier: readonly Turn[]): ProgramTask | null {
  const said = earlier.filter(({ role }) => role === 'user').map(({ text }) => text);
  if (said.length === 0) return null;
  const asked = within(question);
  const instruction = instructionIn(asked);
  if (!instruction || instruction.marks < MARKS_WITH_CHAT || !THIS_CHAT.test(asked)) return null;
  return taskOf(instruction, said);
}

/** The system message is the instruction, and the others are the chat. */
function instructedBySystem(question: string, earlier: readonly Turn[]): ProgramTask | null {
  const [system, ...turns] = earlier;
  if (system?.role !== 'system' || system.text.length > INSTRUCTION_MAX_CHARS) return null;
  const { instruction } = rememberedInstruction(system.text);
  if (!instruction) return null;
  const said = turns.filter(({ role }) => role === 'user').map(({ text }) => text);
  return taskOf(instruction, [...said, ...(chatIn(question)?.said ?? [question])]);
}

interface Remembered {
  readonly instruction: Instruction | null;
}

/** A program sends one system message with all that it asks. To look for an instruction in it anew took 4 µs of each exact hit. */
const remembered = new LRUCache<string, Remembered>({ max: 100 });

function rememberedInstruction(system: string): Remembered {
  const before = remembered.get(system);
  if (before) return before;
  const head = system.slice(0, HEAD_CHARS);
  const isAsked = namesProduct(head) && instructionIn(head) !== null;
  const found: Remembered = { instruction: isAsked ? instructionAlone(system) : null };
  remembered.set(system, found);
  return found;
}

function instructionAlone(text: string): Instruction | null {
  const asked = within(text);
  if (!THIS_CHAT.test(asked)) return null;
  const instruction = instructionApart(asked);
  return instruction && instruction.marks >= MARKS_ALONE ? instruction : null;
}

const FOLLOW_UP = /(?:^|\n)[ \t]*(?:follow[- ]?up|latest|new)[ \w]{0,20}[:：][ \t]*(\S[^\n]*)/iu;

/** What was said last, where it stands behind the rest of the chat. */
function followUpIn(question: string): string[] {
  const [, said] = FOLLOW_UP.exec(question) ?? [];
  return said === undefined ? [] : [said];
}

function within(text: string): string {
  return text.length > INSTRUCTION_MAX_CHARS ? '' : text;
}

function taskOf({ wants, json }: Instruction, said: readonly string[]): ProgramTask {
  const [first = '', last = ''] = [said[0], said.at(-1)].map(
    (text) => text && bare(text.trim().slice(0, SAID_MAX_CHARS)),
  );
  return { wants, json, first, last };
}

function bare(text: string): string {
  return text.replace(/^["“'`]+|["”'`]+$/gu, '');
}
