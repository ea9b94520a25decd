import { ANSWER_HEADERS, ANSWER_PROBLEMS, CACHE_CONTROL } from '../../telling/answer.docs';
import { documented } from '../../http/documented';
import { completionReply } from './completions.schema';

export const CompletionsCall = () =>
  documented({
    summary: 'Ask a question about one’s notes, as in OpenAI’s older API',
    description: 'The prompt is the question. It is the same question as a chat’s with one message.',
    headers: [CACHE_CONTROL],
    success: {
      description: 'The answer, with its sources and metadata under `trivet`',
      schema: completionReply,
      events:
        'With "stream": true: `data: ` and a `text_completion` each, the first with `trivet.sources`, the one with a ' +
        '`finish_reason` with `trivet.metadata`, then `data: [DONE]`; or `data: {"error":…}`. Comments keep it open.',
      headers: ANSWER_HEADERS,
    },
    takesBody: true,
    problems: [
      [400, 'unknown_parameter'],
      [400, 'unsupported_parameter'],
      [404, 'model_not_found'],
      ...ANSWER_PROBLEMS,
    ],
    errors: 'openai',
  });
