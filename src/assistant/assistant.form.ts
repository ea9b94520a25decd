import type { AnswerForm } from '../telling/answer-form';
import { metadataJson, presentAnswer, sourcesJson } from '../telling/answer.presenter';
import { sharedAnswer } from '../telling/streaming/shared-answer';
import { SharedBytes } from '../telling/streaming/shared-bytes';

const shared = new SharedBytes();

/** Answers of `/assistant/query`: `sources`, then `token` as the model says them, then `done` or `error`. */
export const assistantForm: AnswerForm = {
  body: presentAnswer,
  begin: ({ reply }) => [frame('sources', sourcesJson(reply.passages))],
  token: (token) => [shared.of(token, () => frame('token', JSON.stringify({ text: token.text })))],
  // Nobody can ask for calls here.
  call: () => [],
  // The body of the JSON call, around the bytes of the answer, which its readers share.
  done: (told) => {
    const rest = `"sources":${sourcesJson(told.reply.passages)},"metadata":${metadataJson(told)}}`;
    return ['event: done\ndata: {"answer":', sharedAnswer(told), `,${rest}\n\n`];
  },
  error: (problem, requestId) => [frame('error', JSON.stringify(problem.body(requestId)))],
};

/** JSON has no line ends outside of its strings, where they are escaped: it is one line of data. */
function frame(event: string, json: string): string {
  return `event: ${event}\ndata: ${json}\n\n`;
}
