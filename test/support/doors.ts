import fc from 'fast-check';

/** What is asked through a door. */
export interface Asked {
  readonly question: string;
  readonly parameters: object;
}

/** One of the calls of OpenAI's API through which a question can be asked. */
export interface Door {
  readonly path: string;
  body(asked: Asked): object;
  /** Parameters that must change nothing. */
  readonly harmless: fc.Arbitrary<object>;
  /** Parameters that must give a question answers of its own, by a name for what they mean: equal names mean the same. */
  readonly shaping: fc.Arbitrary<readonly [meaning: string, parameters: object]>;
}

const name = fc.stringMatching(/^[a-z_]{1,12}$/);
const text = fc.string({ maxLength: 20, unit: 'grapheme' });

const tool = fc.record({
  type: fc.constant('function'),
  function: fc.record(
    { name, description: text, parameters: fc.dictionary(name, fc.jsonValue()), strict: fc.boolean() },
    { requiredKeys: ['name'] },
  ),
});

const schemaFormat = (type: string, turned: boolean) => {
  const members = { type: 'object', properties: { opens: { type } } };
  const schema = turned ? { properties: members.properties, type: members.type } : members;
  return { response_format: { type: 'json_schema', json_schema: { name: 'hours', schema } } };
};

const shaping: readonly (readonly [string, ...object[]])[] = [
  ['cold', { temperature: 0.1 }, { temperature: 0.1, top_p: null }],
  ['warm', { temperature: 0.9 }, { user: 'u', temperature: 0.9 }],
  ['top_p', { top_p: 0.5 }],
  ['short', { max_tokens: 20 }, { max_completion_tokens: 20 }],
  ['seed', { seed: 1 }],
  ['stop', { stop: 'x' }, { stop: ['x'] }],
  ['penalty', { presence_penalty: 1 }],
  ['verbosity', { verbosity: 'low' }],
  ['effort', { reasoning_effort: 'high' }],
  ['most effort', { reasoning_effort: 'max' }],
  ['top_k', { top_k: 40 }],
  ['template', { chat_template_kwargs: { a: 1, b: 2 } }, { chat_template_kwargs: { b: 2, a: 1 } }],
  ['json', { response_format: { type: 'json_object' } }],
  ['text schema', schemaFormat('string', false), schemaFormat('string', true)],
  ['free schema', { response_format: { type: 'json_schema', json_schema: { name: 'hours', schema: {} } } }],
];

export const chatDoor: Door = {
  path: '/v1/chat/completions',
  body: ({ question, parameters }) => ({
    model: 'trivet',
    messages: [{ role: 'user', content: question }],
    ...parameters,
  }),
  harmless: fc.record(
    {
      tools: fc.array(tool, { maxLength: 5 }),
      tool_choice: fc.constantFrom('auto', 'none', null, {
        type: 'allowed_tools',
        allowed_tools: { mode: 'auto', tools: [] },
      }),
      parallel_tool_calls: fc.boolean(),
      functions: fc.array(fc.record({ name }), { maxLength: 3 }),
      function_call: fc.constantFrom('auto', 'none', null),
      user: text,
      safety_identifier: text,
      metadata: fc.dictionary(name, text),
      service_tier: fc.constantFrom('auto', 'default', 'flex', null),
      store: fc.boolean(),
      prompt_cache_key: text,
      prompt_cache_retention: fc.constantFrom('24h', 'in_memory', null),
      n: fc.constant(1),
      logprobs: fc.constantFrom(false, null),
      logit_bias: fc.constantFrom({}, null),
      response_format: fc.constantFrom({ type: 'text' }, null),
      stop: fc.constantFrom([], null),
      // Of programs for other servers.
      chat_id: text,
      session_id: text,
      keep_alive: fc.constantFrom('5m', -1),
      options: fc.dictionary(name, fc.integer()),
      features: fc.dictionary(name, fc.boolean()),
    },
    { requiredKeys: [] },
  ),
  shaping: fc
    .constantFrom(...shaping)
    .chain(([meaning, ...ways]) => fc.tuple(fc.constant(meaning), fc.constantFrom(...ways))),
};

/** What means nothing in every call. */
const common = {
  user: text,
  safety_identifier: text,
  metadata: fc.dictionary(name, text, { maxKeys: 5 }),
  service_tier: fc.constantFrom('auto', 'default', null),
  store: fc.boolean(),
  prompt_cache_key: text,
};

const flatSchema = (type: string) => ({
  text: {
    format: {
      type: 'json_schema',
      name: 'hours',
      schema: { type: 'object', properties: { opens: { type } } },
    },
  },
});

const responseShaping: readonly (readonly [string, ...object[]])[] = [
  ['cold', { temperature: 0.1 }],
  ['warm', { temperature: 0.9, user: 'u' }],
  ['top_p', { top_p: 0.5 }],
  ['short', { max_output_tokens: 20 }],
  ['verbosity', { text: { verbosity: 'low' } }],
  ['effort', { reasoning: { effort: 'high', summary: 'auto' } }],
  ['most effort', { reasoning: { effort: 'max' } }],
  ['json', { text: { format: { type: 'json_object' } } }],
  ['text schema', flatSchema('string')],
  ['instructed', { instructions: 'Be brief.' }],
];

const flatTool = fc.oneof(
  fc.record({ type: fc.constant('function'), name, description: text }, { requiredKeys: ['type', 'name'] }),
  fc.constantFrom({ type: 'web_search' }, { type: 'mcp', server_label: 'x' }),
);

export const responsesDoor: Door = {
  path: '/v1/responses',
  body: ({ question, parameters }) => ({ model: 'trivet', input: question, ...parameters }),
  harmless: fc.record(
    {
      ...common,
      tools: fc.array(flatTool, { maxLength: 5 }),
      tool_choice: fc.constantFrom('auto', 'none', null, { type: 'allowed_tools', mode: 'auto', tools: [] }),
      parallel_tool_calls: fc.boolean(),
      text: fc.constantFrom({ format: { type: 'text' } }, {}, null),
      reasoning: fc.constantFrom({ summary: 'auto' }, { effort: null }, null),
      include: fc.constantFrom(['reasoning.encrypted_content'], [], null),
      truncation: fc.constantFrom('auto', 'disabled', null),
      previous_response_id: fc.constant(null),
      background: fc.constantFrom(false, null),
      instructions: fc.constantFrom('', null),
      session_id: text,
    },
    { requiredKeys: [] },
  ),
  shaping: fc
    .constantFrom(...responseShaping)
    .chain(([meaning, ...ways]) => fc.tuple(fc.constant(meaning), fc.constantFrom(...ways))),
};

const COMPLETION_SHAPES = ['cold', 'warm', 'top_p', 'short', 'seed', 'stop', 'penalty', 'top_k'];

export const completionsDoor: Door = {
  path: '/v1/completions',
  body: ({ question, parameters }) => ({ model: 'trivet', prompt: question, ...parameters }),
  harmless: fc.record(
    {
      ...common,
      n: fc.constant(1),
      best_of: fc.constantFrom(0, 1, null),
      echo: fc.constantFrom(false, null),
      suffix: fc.constantFrom('', null),
      logprobs: fc.constant(null),
      logit_bias: fc.constantFrom({}, null),
      stop: fc.constantFrom([], null),
    },
    { requiredKeys: [] },
  ),
  shaping: fc
    .constantFrom(...shaping.filter(([meaning]) => COMPLETION_SHAPES.includes(meaning)))
    .chain(([meaning, ...ways]) => fc.tuple(fc.constant(meaning), fc.constantFrom(...ways))),
};

/** Trivet's own, which has no sampling: whoever asks there asks the plain question. */
export const assistantDoor: Door = {
  path: '/assistant/query',
  body: ({ question, parameters }) => ({ query: question, ...parameters }),
  harmless: fc.record({ stream: fc.constant(false), cache: fc.constant({}) }, { requiredKeys: [] }),
  shaping: fc.constant(['more passages', { top_k: 7 }] as const),
};
