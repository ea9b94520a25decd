import fc from 'fast-check';
import type { Said, Spoken, Step, Talk } from './conversations';
import { assistantDoor, completionsDoor } from './doors';

/** A call and a body of it that says a conversation. */
export interface Way {
  readonly path: string;
  readonly body: object;
}

/** How one thing of several that mean the same is written. */
interface Hand {
  readonly developer: boolean;
  readonly parts: boolean;
  /** In a chat: the calls of the time before tools. Only a single call can be said so. */
  readonly legacy: boolean;
  /** In Responses: the first system message as `instructions`. */
  readonly instructions: boolean;
  readonly ids: string;
}

const hand: fc.Arbitrary<Hand> = fc.record({
  developer: fc.boolean(),
  parts: fc.boolean(),
  legacy: fc.boolean(),
  instructions: fc.boolean(),
  ids: fc.stringMatching(/^[a-z0-9]{4,8}$/),
});

/** Every door that can say it, in any writing. */
export function waysToSay(talk: Talk): fc.Arbitrary<Way> {
  const { question, name, earlier, later } = talk;
  const long = hand.chain((by) => fc.constantFrom(chatWay(talk, by), responsesWay(talk, by)));
  if (earlier.length > 0 || later.length > 0 || name !== undefined) return long;
  const short = [assistantDoor, completionsDoor].map(({ path, body }) => ({
    path,
    body: body({ question, parameters: {} }),
  }));
  return fc.oneof(long, fc.constantFrom(...short));
}

const asked = ({ question, name }: Talk): Spoken => ({ by: 'user', text: question, name });

function chatWay(talk: Talk, by: Hand): Way {
  const said: readonly Said[] = [...talk.earlier, asked(talk), ...talk.later];
  const messages = said.flatMap((turn, at) =>
    turn.by === 'tools' ? chatStep(turn, { ...by, ids: `${by.ids}${String(at)}` }) : [chatTurn(turn, by)],
  );
  return { path: '/v1/chat/completions', body: { model: 'trivet', messages } };
}

const roleOf = (turn: Spoken, { developer }: Hand): string =>
  turn.by === 'system' && developer ? 'developer' : turn.by;

function contentOf(text: string, type: string, { parts }: Hand): unknown {
  return parts ? text.split('\n').map((line) => ({ type, text: line })) : text;
}

const chatTurn = (turn: Spoken, by: Hand): object => ({
  role: roleOf(turn, by),
  content: contentOf(turn.text, 'text', by),
  name: turn.name,
});

function chatStep({ text, calls }: Step, by: Hand): object[] {
  const [only, ...others] = calls;
  if (only && others.length === 0 && by.legacy)
    return [
      { role: 'assistant', content: text, function_call: { name: only.name, arguments: only.arguments } },
      { role: 'function', name: only.name, content: only.result },
    ];
  const id = (at: number): string => `call_${by.ids}_${String(at)}`;
  const tool_calls = calls.map(({ name, arguments: args }, at) => ({
    id: id(at),
    type: 'function',
    function: { name, arguments: args },
  }));
  const results = calls.map(({ result }, at) => ({
    role: 'tool',
    tool_call_id: id(at),
    content: contentOf(result, 'text', by),
  }));
  const content = text === '' && by.parts ? null : text;
  return [{ role: 'assistant', content, tool_calls }, ...results];
}

function responsesWay(talk: Talk, by: Hand): Way {
  const [first, ...rest] = talk.earlier;
  const instructed = by.instructions && first?.by === 'system' && first.name === undefined;
  const said: readonly Said[] = [...(instructed ? rest : talk.earlier), asked(talk), ...talk.later];
  const input = said.flatMap((turn, at) =>
    turn.by === 'tools' ? stepItems(turn, { ...by, ids: `${by.ids}${String(at)}` }) : [item(turn, by)],
  );
  const body = { model: 'trivet', input, ...(instructed && { instructions: first.text }) };
  return { path: '/v1/responses', body };
}

const item = (turn: Spoken, by: Hand): object => ({
  ...(by.legacy && { type: 'message' }),
  role: roleOf(turn, by),
  content: contentOf(turn.text, turn.by === 'assistant' ? 'output_text' : 'input_text', by),
  name: turn.name,
});

function stepItems({ text, calls }: Step, by: Hand): object[] {
  const id = (at: number): string => `call_${by.ids}_${String(at)}`;
  const called = calls.map(({ name, arguments: args }, at) => ({
    type: 'function_call',
    call_id: id(at),
    name,
    arguments: args,
  }));
  const results = calls.map(({ result }, at) => ({
    type: 'function_call_output',
    call_id: id(at),
    output: contentOf(result, 'input_text', by),
  }));
  const said = text === '' ? [] : [item({ by: 'assistant', text }, by)];
  return [...said, ...called, ...results];
}
