import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conversations, type Turn } from '../../bench/sets/conversations';
import type { Answer, AnswerBody, NoteDraft, Person } from './app';

const FOLDER = join(__dirname, '../../sample-notes');
const NAMES = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -'.md'.length));
export const TALKS = conversations(NAMES);

type Question = Extract<Turn, { kind: 'question' }>;

interface Message {
  readonly role: string;
  readonly content: string;
}

interface ChatBody {
  readonly choices: readonly { readonly message: { content: string } }[];
  readonly trivet: Pick<AnswerBody, 'sources' | 'metadata'>;
}

/** What one follow-up got. */
interface Heard {
  readonly turn: Question;
  readonly earlier: readonly Message[];
  readonly searched: unknown;
  readonly isFound: boolean;
  readonly isOfWrongTurn: boolean;
}

export async function writeSampleNotes(as: Person): Promise<void> {
  for (const name of NAMES) await as.write(noteOf(readFileSync(join(FOLDER, `${name}.md`), 'utf8')));
}

function noteOf(file: string): NoteDraft {
  const [, title = '', body = ''] = /^---\ntitle: (.*)\n[^]*?\n---\n([^]*)$/u.exec(file) ?? [];
  return { title, body };
}

const chat = (as: Person, messages: readonly Message[]): Promise<Answer<ChatBody>> =>
  as.call<ChatBody>('POST', '/v1/chat/completions', { json: { model: 'trivet', messages } });

const holdsOne = (text: string, some: readonly string[]): boolean => some.some((part) => text.includes(part));

/** Has every conversation, each turn behind what was really answered before. */
export async function followUps(as: Person): Promise<Heard[]> {
  const heard: Heard[] = [];
  for (const talk of TALKS) {
    const said: Message[] = [];
    for (const [at, turn] of talk.entries()) {
      const { body } = await chat(as, [...said, { role: 'user', content: turn.ask }]);
      const answer = body.choices[0]?.message.content ?? '';
      if (turn.kind === 'question' && at > 0) heard.push(heardOf({ turn, said: [...said], answer, body }));
      said.push({ role: 'user', content: turn.ask }, { role: 'assistant', content: answer });
    }
  }
  return heard;
}

function heardOf(got: { turn: Question; said: readonly Message[]; answer: string; body: ChatBody }): Heard {
  const { turn, said, answer, body } = got;
  const { sources, metadata } = body.trivet;
  return {
    turn,
    earlier: said,
    searched: metadata['standalone_query'],
    // Where the notes do not answer there is nothing to find.
    isFound:
      turn.notes.length === 0 ||
      sources.some(({ content, title }) => holdsOne(`${title}\n${content}`, turn.right)),
    isOfWrongTurn: holdsOne(answer, turn.wrong) && !holdsOne(answer, turn.right),
  };
}

export const told = (some: readonly Heard[]): string =>
  some.map(({ turn, searched }) => `${turn.ask} → ${String(searched)}`).join('\n');

/** The same conversation as somebody else had it: other words of the model. */
const inOtherWords = (said: readonly Message[]): Message[] =>
  said.map(({ role, content }) => ({
    role,
    content: role === 'assistant' ? `The notes say this: ${content}` : content,
  }));

/** The share of follow-ups whose right passage is among the five sources. */
export const shareFound = (heard: readonly Heard[]): number =>
  heard.filter(({ isFound }) => isFound).length / heard.length;

/** Follow-ups that are answered with what an earlier turn was. */
export const ofWrongTurn = (heard: readonly Heard[]): Heard[] =>
  heard.filter(({ isOfWrongTurn }) => isOfWrongTurn);

export async function hitsInOtherWords(as: Person, heard: readonly Heard[]): Promise<Heard[]> {
  const missed: Heard[] = [];
  for (const had of heard) {
    const { body } = await chat(as, [...inOtherWords(had.earlier), { role: 'user', content: had.turn.ask }]);
    if (body.trivet.metadata.match === null) missed.push(had);
  }
  return missed;
}
