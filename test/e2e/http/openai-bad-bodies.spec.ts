import fc from 'fast-check';
import { withModel } from '../../support/with-app';

interface ErrorBody {
  readonly error: unknown;
}

/** Longest time that one bad body may take on a busy machine; a schema's deadline is a second. */
const LONGEST_MS = 10_000;

const { me, modelCalls } = withModel({ env: { EMBEDDING_PROVIDER: 'lexical' } });

const question = [{ role: 'user', content: 'When does the bakery open?' }];

const deep = (levels: number): object => {
  let schema: object = {};
  for (let level = 0; level < levels; level++) schema = { type: 'object', properties: { a: schema } };
  return schema;
};

const schemaOf = (schema: unknown) => ({
  response_format: { type: 'json_schema', json_schema: { name: 'n', schema } },
});
const forced = (tools: unknown, choice: unknown = 'required') => ({ tools, tool_choice: choice });
const toolOf = (parameters: unknown) => ({ type: 'function', function: { name: 'f', parameters } });

const wrong = fc.oneof(
  fc.integer(),
  fc.string(),
  fc.boolean(),
  fc.array(fc.integer(), { minLength: 1 }),
  fc.record({ type: fc.string() }),
);
const WRONGLY_TYPED = [
  'messages',
  'tools',
  'functions',
  'stream_options',
  'metadata',
  'response_format',
] as const;

/** Each is wrong in at least one place. */
const bad: fc.Arbitrary<object> = fc.oneof(
  fc
    .constantFrom(...WRONGLY_TYPED)
    .chain((name) =>
      wrong
        .filter((value) => name !== 'metadata' || typeof value !== 'object')
        .map((value) => ({ [name]: value })),
    ),
  fc.integer({ min: 65, max: 2_000 }).map((levels) => schemaOf(deep(levels))),
  fc.integer({ min: 65, max: 2_000 }).map((levels) => forced([toolOf(deep(levels))])),
  fc.integer({ min: 1, max: 20 }).map((length) => {
    const defs = Array.from({ length }, (_, at) => [`d${at}`, { $ref: `#/$defs/d${(at + 1) % length}` }]);
    return schemaOf({ $ref: '#/$defs/d0', $defs: Object.fromEntries(defs) as object });
  }),
  fc.webUrl().map(($ref) => schemaOf({ $ref })),
  fc.constantFrom('(', '[', '(?<', '*').map((pattern) => schemaOf({ pattern })),
  fc.string({ minLength: 1 }).map((type) => schemaOf({ type: `no ${type}` })),
  fc.integer({ min: 130_000, max: 200_000 }).map((size) => schemaOf({ enum: ['x'.repeat(size)] })),
  fc.integer({ min: 129, max: 5_000 }).map((count) => forced(Array(count).fill(toolOf({})))),
  fc.string().map((name) => forced([toolOf({})], { type: 'function', function: { name: `no ${name}` } })),
  fc
    .integer({ min: 1, max: 5_000 })
    .map((count) => forced([...Array<object>(count).fill(toolOf({})), 1], 'auto')),
  fc.constantFrom('n', 'top_logprobs').map((name) => ({ [name]: 2 })),
  fc
    .oneof(fc.double({ min: 2.1, noNaN: true, noDefaultInfinity: true }), fc.string())
    .map((temperature) => ({ temperature })),
  fc.constantFrom('critic', '', 'USER').map((role) => ({ messages: [{ role, content: 'x' }] })),
  wrong
    .filter((content) => typeof content !== 'string')
    .map((content) => ({ messages: [{ role: 'user', content }] })),
);

describe('a bad body', () => {
  it('is a 4xx in the API’s own form, in bounded time and memory, for each of 1,000', async () => {
    const before = process.memoryUsage().rss;
    await fc.assert(
      fc.asyncProperty(bad, async (more) => {
        const startedAt = performance.now();
        const json = { model: 'trivet', messages: question, ...more };
        const { status, body } = await me.call<ErrorBody>('POST', '/v1/chat/completions', { json });
        expect([400, 413]).toContain(status);
        const error = { message: expect.stringMatching(/\S/) as string, type: 'invalid_request_error' };
        expect(body.error).toMatchObject({ ...error, code: expect.any(String) as string });
        expect(performance.now() - startedAt).toBeLessThan(LONGEST_MS);
      }),
      { numRuns: 1_000 },
    );
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * 1_048_576);
    expect(modelCalls()).toBe(0);
  }, 60_000);
});
