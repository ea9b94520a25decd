import type { Conversation, Turn } from './conversations';
import type { Found, SetNote, SetQuestion } from './measured';

/** What was found and told for one question. */
export interface Outcome {
  readonly kind: string;
  readonly ask: string;
  /** Of the first right passage among the sources, from 1; null when none is right, or none can be. */
  readonly rank: number | null;
  readonly answerable: boolean;
  /** What is wrong with the answer; null when nothing is; undefined when it is not judged. */
  readonly fault: string | null | undefined;
  readonly answer: string;
  readonly retrievalMs: number;
}

export interface FollowUp extends Outcome {
  /** Whether the answer is the one of an earlier turn. */
  readonly isOfWrongTurn: boolean;
  /** Whether somebody who asked the same after another first question got a hit. */
  readonly isHitForSecond: boolean;
}

interface Told {
  readonly answer: string;
  readonly sources: readonly Found[];
  readonly metadata: {
    readonly match: string | null;
    readonly timings_ms: { readonly retrieval: number };
  };
}

interface Chat {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly trivet: Pick<Told, 'sources' | 'metadata'>;
}

interface Message {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** @returns the key of each note by its id */
export async function writeNotes(url: string, notes: readonly SetNote[]): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const { key, title, body } of notes) {
    const { id } = await post<{ id: string }>(`${url}/notes`, { title, body, visibility: 'workspace' });
    keys.set(id, key);
  }
  return keys;
}

/** Asks each question once, of a server that has the notes of these ids and keys. */
export async function askAll(
  url: string,
  { keys, questions }: { keys: Map<string, string>; questions: readonly SetQuestion[] },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const question of questions) {
    const told = await post<Told>(`${url}/assistant/query`, { query: question.ask });
    outcomes.push(outcomeOf(question, { keys, ...replyOf(told) }));
  }
  return outcomes;
}

function replyOf({ answer, sources, metadata }: Told): Omit<Reply, 'keys'> {
  return { answer, sources, retrievalMs: metadata.timings_ms.retrieval };
}

interface Reply {
  readonly keys: Map<string, string>;
  readonly sources: readonly Found[];
  readonly retrievalMs: number;
  /** None where only passages are looked for. */
  readonly answer?: string;
}

export function outcomeOf(question: SetQuestion, { keys, sources, retrievalMs, answer }: Reply): Outcome {
  const at = sources
    .slice(0, 5)
    .findIndex(
      ({ note_id, content }) => question.notes.includes(keys.get(note_id) ?? '') && question.isRight(content),
    );
  return {
    kind: question.kind,
    ask: question.ask,
    rank: at < 0 ? null : at + 1,
    answerable: question.notes.length > 0,
    fault: answer === undefined ? undefined : question.fault?.(answer),
    answer: answer ?? '',
    retrievalMs,
  };
}

/** A question that changes the subject, so that the one behind it stands in another conversation. */
const ANOTHER_FIRST: readonly Message[] = [
  { role: 'user', content: 'What is the glossary for?' },
  { role: 'assistant', content: 'It tells what the words mean that we use.' },
];

/** Has each conversation as a chat, and then again behind another first question. First turns are not counted. */
export async function talkAll(
  url: string,
  { keys, talks }: { keys: Map<string, string>; talks: readonly Conversation[] },
): Promise<FollowUp[]> {
  const outcomes: FollowUp[] = [];
  for (const talk of talks) {
    const said: Message[] = [];
    for (const [at, turn] of talk.entries()) {
      const told = await chat(url, [...said, { role: 'user', content: turn.ask }]);
      if (turn.kind === 'question' && at > 0) {
        const second = await chat(url, [...ANOTHER_FIRST, ...said, { role: 'user', content: turn.ask }]);
        outcomes.push(followUpOf(turn, { told, second, keys }));
      }
      said.push({ role: 'user', content: turn.ask }, { role: 'assistant', content: told.answer });
    }
  }
  return outcomes;
}

function followUpOf(
  turn: Extract<Turn, { kind: 'question' }>,
  { told, second, keys }: { told: Told; second: Told; keys: Map<string, string> },
): FollowUp {
  const isRight = (text: string): boolean => turn.right.some((right) => unmarkedText(text).includes(right));
  const question: SetQuestion = {
    kind: 'follow-up',
    ask: turn.ask,
    notes: turn.notes,
    isRight,
    fault: (answer) => (isRight(answer) ? null : `lacks ${turn.right.join(' / ')}`),
  };
  return {
    ...outcomeOf(question, { keys, ...replyOf(told) }),
    isOfWrongTurn: !isRight(told.answer) && turn.wrong.some((wrong) => told.answer.includes(wrong)),
    isHitForSecond: second.metadata.match !== null,
  };
}

function unmarkedText(text: string): string {
  return text.replaceAll(/\*\*|`/g, '').replace(/\s+/g, ' ');
}

async function chat(url: string, messages: readonly Message[]): Promise<Told> {
  const { choices, trivet } = await post<Chat>(`${url}/v1/chat/completions`, { model: 'trivet', messages });
  return { answer: choices[0]?.message.content ?? '', ...trivet };
}

async function post<Body>(url: string, body: object): Promise<Body> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${response.status} from ${url}: ${await response.text()}`);
  return (await response.json()) as Body;
}
