import fc from 'fast-check';
import { withModel } from '../../support/with-app';

interface ErrorBody {
  readonly error: unknown;
}

/** Longest time that one bad body may take on a busy machine; a schema's deadline is a second. */
const LONGEST_MS = 10_000;
const RUNS = 500;

const { me, modelCalls } = withModel({ env: { EMBEDDING_PROVIDER: 'lexical' } });

const deep = (levels: number): object => {
  let schema: object = {};
  for (let level = 0; level < levels; level++) schema = { type: 'object', properties: { a: schema } };
  return schema;
};
const typed = (schema: object) => ({ text: { format: { type: 'json_schema', name: 'n', schema } } });
const tool = { type: 'function', name: 'f', parameters: {} };
const wrong = fc.oneof(fc.integer(), fc.string({ minLength: 1 }), fc.array(fc.integer(), { minLength: 1 }));
const drawn = fc.constantFrom(
  { temperature: 3 },
  { top_p: 'x' },
  { top_p: -1 },
  { stream: 'yes' },
  { model: 1 },
);

const badResponse: fc.Arbitrary<object> = fc.oneof(
  drawn,
  fc
    .constantFrom('text', 'tools', 'reasoning', 'metadata', 'include', 'stream_options', 'tool_choice')
    .chain((name) => wrong.map((value) => ({ [name]: value }))),
  fc.oneof(fc.integer(), fc.constant(null), fc.constant([])).map((input) => ({ input })),
  fc.array(wrong, { minLength: 1, maxLength: 50 }).map((input) => ({ input })),
  fc
    .string()
    .filter((type) => type !== 'message' && !type.startsWith('function_call') && type !== 'reasoning')
    .map((type) => ({ input: [{ type, role: 'user', content: 'x' }] })),
  fc.constantFrom('input_image', 'input_file', 'x').map((type) => ({
    input: [{ role: 'user', content: [{ type, text: 'x' }] }],
  })),
  fc.constantFrom('tool', '', 'USER').map((role) => ({ input: [{ role, content: 'x' }] })),
  fc.integer({ min: 1_001, max: 3_000 }).map((count) => ({
    input: Array<object>(count).fill({ role: 'user', content: 'x' }),
  })),
  fc.integer({ min: 65, max: 2_000 }).map((levels) => typed(deep(levels))),
  fc
    .constantFrom('#/$defs/a', 'https://example.org/s.json')
    .map(($ref) => typed({ $ref, $defs: { a: { $ref: '#/$defs/a' } } })),
  fc.integer({ min: 129, max: 5_000 }).map((count) => ({
    tools: Array<object>(count).fill(tool),
    tool_choice: 'required',
  })),
  fc
    .constantFrom('previous_response_id', 'conversation', 'prompt')
    .chain((name) => wrong.map((value) => ({ [name]: value }))),
);

const badCompletion: fc.Arbitrary<object> = fc.oneof(
  drawn,
  fc
    .oneof(fc.integer(), fc.constant(null), fc.array(fc.integer()), fc.array(fc.string(), { minLength: 2 }))
    .map((prompt) => ({ prompt })),
  fc.constantFrom('n', 'best_of').map((name) => ({ [name]: 2 })),
  fc.constantFrom('echo', 'suffix', 'logprobs').chain((name) => wrong.map((value) => ({ [name]: value }))),
  fc.constantFrom('max_tokens', 'seed', 'stop').map((name) => ({ [name]: {} })),
  fc
    .dictionary(fc.constantFrom('50256', '7'), fc.integer(), { minKeys: 1 })
    .map((logit_bias) => ({ logit_bias })),
);

describe('a bad body', () => {
  it.each<[path: string, whole: object, bad: fc.Arbitrary<object>]>([
    ['/v1/responses', { input: 'When does the bakery open?' }, badResponse],
    ['/v1/completions', { prompt: 'When does the bakery open?' }, badCompletion],
  ])(
    'of %s is a 4xx in the API’s own form, in bounded time and memory, for each of 500',
    async (path, whole, bad) => {
      const before = process.memoryUsage().rss;
      await fc.assert(
        fc.asyncProperty(bad, async (more) => {
          const startedAt = performance.now();
          const json = { model: 'trivet', ...whole, ...more };
          const { status, body } = await me.call<ErrorBody>('POST', path, { json });
          expect([400, 413]).toContain(status);
          expect(body.error).toMatchObject({
            message: expect.stringMatching(/\S/) as string,
            type: 'invalid_request_error',
            code: expect.any(String) as string,
          });
          expect(performance.now() - startedAt).toBeLessThan(LONGEST_MS);
        }),
        { numRuns: RUNS },
      );
      expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1_048_576);
      expect(modelCalls()).toBe(0);
    },
    60_000,
  );
});
