import type { DocumentedHeader, DocumentedProblem } from '../http/documented';

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
  [400, 'invalid_request'],
  [500, 'scope_violation'],
  [503, 'freshness_unknown'],
  [503, 'database_unavailable'],
  [503, 'database_busy'],
  [503, 'embedding_model_unavailable'],
  [503, 'embedding_model_busy'],
  [503, 'embedding_model_changed'],
  [503, 'language_model_unavailable'],
  [503, 'language_model_busy'],
  [504, 'not_cached'],
];

export const CACHE_CONTROL: DocumentedHeader = {
  name: 'Cache-Control',
  description:
    'no-cache, no-store, max-age=N, only-if-cached (RFC 9111 section 5.2.1), and of our own no-semantic (no answer of another ' +
    'question) and similarity-threshold=0.95 (raised for this request).',
  required: false,
};
