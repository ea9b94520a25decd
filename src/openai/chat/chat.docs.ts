import { ANSWER_HEADERS, ANSWER_PROBLEMS, CACHE_CONTROL } from '../../telling/answer.docs';
import { documented } from '../../http/documented';
import { chatReply } from './chat.schema';

export const ChatCall = () =>
  documented({
    summary: 'Ask a question about one’s notes, as in OpenAI’s API',
    description:
      'The last message of a user is the question; the others are shown to the model too, and are part of what is cached. ' +
      'Parameters that shape an answer, and its form, are passed on and are part of what is cached. Tools that need not be ' +
      'called are in no key. Unknown parameters are ignored, and named in X-Ignored-Parameters.',
    headers: [CACHE_CONTROL],
    success: {
      description: 'The answer, with its sources and metadata under `trivet`',
      schema: chatReply,
      events:
        'With "stream": true: `data: ` and a `chat.completion.chunk` each, the first with `trivet.sources`, the one with a ' +
        '`finish_reason` with `trivet.metadata`, then `data: [DONE]`; or `data: {"error":…}`. Comments keep it open.',
      headers: ANSWER_HEADERS,
    },
    takesBody: true,
    problems: [
      [400, 'unknown_parameter'],
      [400, 'unsupported_parameter'],
      [400, 'invalid_json_schema'],
      [400, 'context_length_exceeded'],
      [404, 'model_not_found'],
      [503, 'schemas_busy'],
      ...ANSWER_PROBLEMS,
    ],
    errors: 'openai',
  });
