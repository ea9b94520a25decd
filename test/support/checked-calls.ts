/** Some calls ignore names that nobody knows; none takes one that only looks like a parameter's. */
export const MISSPELT = 'topP';

const messages = [{ role: 'user', content: 'When does the bakery open?' }];

/** A call that takes JSON, and what it never has. */
export interface CheckedCall {
  readonly path: string;
  readonly good: Readonly<Record<string, unknown>>;
  /** Fields that are checked, each with a value of a type that it never has. */
  readonly wrong: readonly (readonly [field: string, ...values: readonly unknown[]])[];
}

/** Those through which questions and notes come. */
export const CALLS: readonly CheckedCall[] = [
  {
    path: '/v1/chat/completions',
    good: { model: 'trivet', messages },
    wrong: [
      ['model', 1, null, [], {}, 'unknown'],
      ['messages', 1, null, 'text', {}, [], [1], [null], [{ role: 'user' }], [{ role: 'god', content: 'a' }]],
      ['temperature', 'hot', -1, 3, {}, []],
      ['top_p', 'all', 2, []],
      ['max_tokens', 0, -1, 1.5, '9'],
      ['seed', 0.5, 'a'],
      ['stop', 1, {}, [1], ['a', 'b', 'c', 'd', 'e']],
      ['stream', 'yes', 1, {}],
      ['stream_options', 1, [], { include_usage: 'yes' }],
      ['n', 2, 'a', {}],
      ['response_format', 1, 'json', { type: 'xml' }, { type: 'json_schema' }],
      ['tools', 1, 'all', [1], [{ type: 'function' }]],
      [MISSPELT, 1, {}],
    ],
  },
  {
    path: '/v1/embeddings',
    good: { model: 'trivet', input: 'bakery' },
    wrong: [
      ['model', 1, null, [], 'unknown'],
      ['input', 1, null, {}, [], '', [''], [1], [[1]], [null], ['a', {}]],
      ['encoding_format', 'hex', 1],
      ['dimensions', 0, 1.5, 'a', 7],
      [MISSPELT, 1, {}],
    ],
  },
  {
    path: '/v1/responses',
    good: { model: 'trivet', input: 'When does the bakery open?' },
    wrong: [
      ['model', 1, null, [], 'unknown'],
      ['input', 1, null, {}, [], [1], [null], [{ role: 'god', content: 'a' }], [{ type: 'nothing' }]],
      ['instructions', 1, {}],
      ['text', 1, 'json', { format: { type: 'xml' } }],
      ['tools', 1, 'all', [1]],
      ['temperature', 'hot', 3],
      ['previous_response_id', 'resp_1', 1],
      ['conversation', 'conv_1'],
      ['background', true],
      ['stream', 'yes', 1],
      [MISSPELT, 1, {}],
    ],
  },
  {
    path: '/v1/completions',
    good: { model: 'trivet', prompt: 'When does the bakery open?' },
    wrong: [
      ['model', 1, null, [], 'unknown'],
      ['prompt', 1, null, {}, [], [1], [[1]], ['a', 'b']],
      ['max_tokens', -1, 1.5, '9'],
      ['n', 2, 'a'],
      ['best_of', 2, 'a'],
      ['suffix', 'a', 1],
      ['stream', 'yes', 1],
      [MISSPELT, 1, {}],
    ],
  },
  {
    path: '/assistant/warm',
    good: { questions: ['When does the bakery open?'] },
    wrong: [
      ['questions', 1, null, 'a', {}, [], [1], [null]],
      ['top_k', 0, 1.5, 'a'],
      [MISSPELT, 1, null],
    ],
  },
  {
    path: '/assistant/query',
    good: { query: 'When does the bakery open?' },
    wrong: [
      ['query', 1, null, [], {}, ''],
      ['top_k', 0, 1.5, 'a', 1_000],
      ['stream', 'yes', 1],
      ['cache', 1, [], { no_cache: 1 }, { max_age: -1 }],
      [MISSPELT, 1, null],
    ],
  },
  {
    path: '/notes',
    good: { title: 'Bakery', body: 'It opens at nine.' },
    wrong: [
      ['title', 1, null, [], {}, '', ' '],
      ['body', 1, null, [], {}],
      ['visibility', 'all', 1, null],
      ['workspace', 1, '', []],
      [MISSPELT, 1, null],
    ],
  },
];
