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
