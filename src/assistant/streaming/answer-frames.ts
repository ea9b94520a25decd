import type { AnswerEvent } from '../../core/flight/answer-flight';
import type { Passage } from '../../core/words';
import type { Problem } from '../../http/problem';
import { answerJson, metadataJson, sourcesJson, type Told } from '../answer.presenter';

type Token = Extract<AnswerEvent, { type: 'token' }>;

/** What is the same for all readers of a flight, as bytes, for as long as the flight lives: it is encoded once, and sent from one place. */
const shared = new WeakMap<object, Buffer>();

export function sourcesFrame(passages: readonly Passage[]): string {
  return frame('sources', sourcesJson(passages));
}

export function tokenFrame(token: Token): Buffer {
  return sharedBytes(token, () => frame('token', JSON.stringify({ text: token.text })));
}

/** The body of the JSON call, around the bytes of the answer, which its readers share. */
export function doneFrame(told: Told): readonly (string | Buffer)[] {
  const answer = sharedBytes(told.landing, () => answerJson(told.landing.answer));
  const rest = `"sources":${sourcesJson(told.reply.passages)},"metadata":${metadataJson(told)}}`;
  return ['event: done\ndata: {"answer":', answer, `,${rest}\n\n`];
}

export function errorFrame(problem: Problem, requestId: string): string {
  return frame('error', JSON.stringify(problem.body(requestId)));
}

/** JSON has no line ends outside of its strings, where they are escaped: it is one line of data. */
function frame(event: string, json: string): string {
  return `event: ${event}\ndata: ${json}\n\n`;
}

function sharedBytes(of: object, render: () => string): Buffer {
  const known = shared.get(of);
  if (known) return known;
  const bytes = Buffer.from(render());
  shared.set(of, bytes);
  return bytes;
}
