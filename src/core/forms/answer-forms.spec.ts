import type { Answer, AnswerFormat, JsonSchema } from '../ports/words';
import { AnswerForms } from './answer-forms';

const ANN = { tenant: 'acme', user: 'ann' };

let forms: AnswerForms;

/** One for a block, so that its tests share a thread. */
function withForms(): void {
  beforeAll(() => {
    forms = new AnswerForms();
  });
  afterAll(() => forms.onApplicationShutdown());
}

type Said = Partial<Pick<Answer, 'text' | 'calls'>>;

const jsonOf = (schema: JsonSchema): AnswerFormat => ({ kind: 'json_schema', name: 'n', schema });
const call = (parameters?: JsonSchema, single = true): AnswerFormat => ({
  kind: 'call',
  functions: [{ name: 'f', parameters }],
  single,
});
const nested = (depth: number): JsonSchema =>
  depth === 0 ? true : { type: 'object', properties: { a: nested(depth - 1) } };

/** Each definition tries the next one twice, so data that fit none are tried 2^n times. */
const doubling = (levels: number): JsonSchema => ({
  $ref: '#/$defs/d0',
  $defs: Object.fromEntries(
    Array.from({ length: levels }, (_, at) => {
      const next = at + 1 < levels ? { $ref: `#/$defs/d${at + 1}` } : { const: 'no' };
      return [`d${at}`, { anyOf: [next, { allOf: [next] }] }];
    }),
  ),
});

describe('An answer in a form', () => {
  withForms();

  const opens = { type: 'object', properties: { opens: { type: 'string' } }, required: ['opens'] };
  it.each<readonly [string, AnswerFormat, Said, boolean]>([
    ['an object', { kind: 'json_object' }, { text: ' {"a":1} ' }, true],
    ['a list', { kind: 'json_object' }, { text: '[]' }, false],
    ['prose', { kind: 'json_object' }, { text: 'At nine.' }, false],
    ['JSON of the schema', jsonOf(opens), { text: '{"opens":"9"}' }, true],
    ['JSON of another', jsonOf(opens), { text: '{"opens":9}' }, false],
    ['prose for a schema', jsonOf(opens), { text: 'At nine.' }, false],
    ['half of the JSON', jsonOf(opens), { text: '{"opens":"9"' }, false],
    ['a date', jsonOf({ type: 'string', format: 'date' }), { text: '"2026-11-28"' }, true],
    ['no date', jsonOf({ type: 'string', format: 'date' }), { text: '"tomorrow"' }, false],
    ['a list of draft-07', jsonOf({ items: [{ type: 'string' }] }), { text: '["a"]' }, true],
    ['a call', call(opens), { calls: [{ name: 'f', arguments: '{"opens":"9"}' }] }, true],
    ['a call with other arguments', call(opens), { calls: [{ name: 'f', arguments: '{}' }] }, false],
    ['a call of another function', call(), { calls: [{ name: 'g', arguments: '{}' }] }, false],
    ['a call with a list', call(), { calls: [{ name: 'f', arguments: '[]' }] }, false],
    ['text instead of a call', call(), { text: '{}' }, false],
    ['two calls', call(true, false), { calls: Array(2).fill({ name: 'f', arguments: '{}' }) }, true],
    ['two where one was asked for', call(), { calls: Array(2).fill({ name: 'f', arguments: '{}' }) }, false],
  ])('%s', async (...[, format, { text = '', calls }, expected]) => {
    expect(await forms.problemOf(format, ANN)).toBeNull();
    expect(await forms.has(format, { text, calls }, ANN.tenant)).toBe(expected);
  });
});

describe('A schema', () => {
  withForms();

  it.each<[string, JsonSchema]>([
    ['that refers to itself', { type: 'object', properties: { child: { $ref: '#' } } }],
    [
      'with ids and a dialect',
      { $schema: 'http://json-schema.org/draft-07/schema#', $id: 'https://x.example/a' },
    ],
    ['with keywords that nobody knows', { 'x-order': 1, nullable: true, type: 'string' }],
    ['with a property called $ref', { properties: { $ref: { type: 'string' } } }],
    ['of 20 levels', nested(20)],
  ])('%s is taken', async (_, schema) => {
    expect(await forms.problemOf(jsonOf(schema), ANN)).toBeNull();
  });

  it.each<[string, JsonSchema, RegExp]>([
    ['of an address', { $ref: 'https://x.example/schema.json' }, /nothing is fetched/],
    ['of a file', { $ref: 'other.json#/a' }, /nothing is fetched/],
    ['that points to nothing', { $ref: '#/$defs/a' }, /points to nothing/],
    ['in a circle', { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/a' } } }, /circle/],
    ['in a circle of choices', { anyOf: [{ $ref: '#' }] }, /circle/],
    ['with a dynamic reference', { $dynamicRef: '#x' }, /not supported/],
    ['of an unknown type', { type: 'text' }, /type/],
    ['with a broken pattern', { pattern: '(' }, /regular expression/i],
    ['of 200 levels', nested(200), /deeper/],
    ['of a million characters', { enum: ['x'.repeat(1_000_000)] }, /longer/],
    ['of 100,000 members', { enum: Array.from({ length: 200_000 }, () => 1) }, /longer/],
  ])('%s is refused', async (_, schema, message) => {
    expect(await forms.problemOf(jsonOf(schema), ANN)).toMatchObject({
      at: 0,
      message: expect.stringMatching(message) as string,
    });
  });

  it.each<[string, JsonSchema, string]>([
    ['a choice of choices', doubling(40), '1'],
    ['a pattern that backtracks', { pattern: '^(a+)+$' }, `"${'a'.repeat(40)}!"`],
  ])('that takes years is given up, and the process goes on meanwhile: %s', async (_, schema, json) => {
    let ticks = 0;
    const ticking = setInterval(() => ticks++, 10);
    const startedAt = performance.now();
    const problem = await forms.problemOf(jsonOf(schema), ANN);
    const has = problem === null && (await forms.has(jsonOf(schema), { text: json }, ANN.tenant));
    expect(has).toBe(false);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(20);
    // The next schema is worked on by another thread.
    expect(await forms.has(jsonOf({ type: 'number' }), { text: '1' }, ANN.tenant)).toBe(true);
  });

  it('that takes years keeps others waiting for no longer than one of them, however many there are', async () => {
    const crowded = new AnswerForms();
    const bob = { tenant: 'acme', user: 'bob' };
    const bad = (at: number): AnswerFormat => jsonOf(doubling(40 + at));
    let done = 0;
    const verdicts = Array.from({ length: 60 }, (_, at) =>
      crowded.problemOf(bad(at), bob).finally(() => done++),
    );
    // More than may wait are told so at once, and nothing is said of their schemas.
    expect(await verdicts.at(-1)).toBe('busy');
    const before = done;
    expect(await crowded.problemOf(jsonOf({ type: 'number' }), ANN)).toBeNull();
    expect(await crowded.has(jsonOf({ type: 'number' }), { text: '1' }, ANN.tenant)).toBe(true);
    expect(done - before).toBeLessThanOrEqual(4);
    await crowded.onApplicationShutdown();
    await Promise.all(verdicts);
  });
});
