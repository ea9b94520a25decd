import { documented } from '../http/documented';
import { ANSWER_HEADERS, ANSWER_PROBLEMS, CACHE_CONTROL } from '../telling/answer.docs';
import { answerReply } from '../telling/answer.schema';

export const QueryCall = () =>
  documented({
    summary: 'Ask a question about one’s notes',
    description:
      'The answer is correct for the notes as they were at some moment between the request and its answer. ' +
      'What it may say of the caches in Cache-Control it may also say in the body.',
    headers: [CACHE_CONTROL],
    success: {
      description: 'The answer and its sources',
      schema: answerReply,
      events:
        'With "stream": true, or with Accept: text/event-stream: `sources` (the array) at once, `token` ({"text"}) as ' +
        'the model says them, then `done` (the whole JSON body) or `error` (a problem). Comments keep it open.',
      headers: ANSWER_HEADERS,
    },
    takesBody: true,
    problems: ANSWER_PROBLEMS,
  });
