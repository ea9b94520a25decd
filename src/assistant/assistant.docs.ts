import { documented, type DocumentedHeader, type DocumentedProblem } from '../http/documented';
import { answerReply } from './answer.schema';
import { cacheStatsReply } from './cache-stats.schema';

/** Of every answer, in whichever form it is told. */
export const ANSWER_HEADERS = {
  'X-Cache': 'HIT, MISS, BYPASS, REFRESH or STALE.',
  'X-Cache-Layer': 'l1, l3 or none.',
  'Cache-Status': 'RFC 9211, with `collapsed` for an answer shared from a running flight.',
  Age: 'Seconds since the answer was stored; on a hit only.',
  'Server-Timing': 'Milliseconds of each step; in a stream of those before its first event.',
  'X-Request-Id': 'The one that was sent, or a new one.',
};

/** What any call that answers a question may fail with. */
export const ANSWER_PROBLEMS: readonly DocumentedProblem[] = [
  [400, 'question_empty'],
  [400, 'question_too_long'],
  [400, 'question_malformed'],
  [500, 'scope_violation'],
  [503, 'freshness_unknown'],
  [503, 'database_unavailable'],
  [503, 'embedding_model_unavailable'],
  [503, 'embedding_model_changed'],
  [503, 'language_model_unavailable'],
  [504, 'not_cached'],
];

export const CACHE_CONTROL: DocumentedHeader = {
  name: 'Cache-Control',
  description: 'no-cache, no-store, max-age=N, only-if-cached (RFC 9111 section 5.2.1).',
  required: false,
};

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

export const CacheStatsCall = () =>
  documented({
    summary: 'What the caches did since the start of this process',
    success: { description: 'Statistics', schema: cacheStatsReply },
  });
