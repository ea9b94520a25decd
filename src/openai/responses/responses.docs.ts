import { ANSWER_HEADERS, ANSWER_PROBLEMS, CACHE_CONTROL } from '../../telling/answer.docs';
import { documented } from '../../http/documented';
import { responseReply } from './responses.schema';

export const ResponsesCall = () =>
  documented({
    summary: 'Ask a question about one’s notes, as in OpenAI’s API of responses',
    description:
      'The input, or its last message of a user, is the question. It is the same question as a chat’s with the same turns. ' +
      'No response is kept: `store` has no effect, and what would need a kept one is refused.',
    headers: [CACHE_CONTROL],
    success: {
      description: 'The answer, with its sources and metadata under `trivet`',
      schema: responseReply,
      events:
        'With "stream": true: `response.created` with `trivet.sources`, `response.in_progress`, the items of the output and ' +
        'their deltas, then `response.completed` or `response.incomplete` with the whole response; or `response.failed` and ' +
        '`error`. Comments keep it open.',
      headers: ANSWER_HEADERS,
    },
    takesBody: true,
    problems: [
      [400, 'unknown_parameter'],
      [400, 'unsupported_parameter'],
      [400, 'context_length_exceeded'],
      [404, 'model_not_found'],
      [503, 'schemas_busy'],
      ...ANSWER_PROBLEMS,
    ],
    errors: 'openai',
  });
