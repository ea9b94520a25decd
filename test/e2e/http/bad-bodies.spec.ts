import fc from 'fast-check';
import type { Person } from '../../support/app';
import { CALLS, MISSPELT, type CheckedCall } from '../../support/checked-calls';
import { withModel } from '../../support/with-app';

/** Bodies that no call takes, in their thousands: each is refused as its API refuses, without a stall and without a leak. */

/** A thousand in all. */
const BATCHES_PER_CALL = 29;
/** So many are in flight at a time. */
const BATCH = 5;
/** Of this process, for a batch with bodies of up to a megabyte: what other programs do on the machine does not count. */
const MAX_CPU_MS = 1_500;
/** The thread that compiles has a second for each schema; its start and its end come with it. */
const MAX_SCHEMA_CPU_MS = 3_000;
const MAX_LEFT_BYTES = 150_000_000;

const { me } = withModel({ env: { EMBEDDING_PROVIDER: 'lexical' } });

const messages = [{ role: 'user', content: 'When does the bakery open?' }];

const deep = (depth: number, [open, close]: readonly [string, string]): string =>
  open.repeat(depth) + '1' + close.repeat(depth);

/** Replaces one field of a good body, by hand where JSON.stringify could not write it. */
const withField = (good: object, field: string, raw: string): string =>
  `${JSON.stringify({ ...good, [field]: undefined }).slice(0, -1)},${JSON.stringify(field)}:${raw}}`;

/** Bodies that the call must refuse. */
function badBody({ good, wrong }: CheckedCall): fc.Arbitrary<string> {
  const field = fc.constantFrom(...wrong);
  const name = field.map(([of]) => of);
  // A few reach the longest body; the others are deep enough to break what calls itself for each level.
  const depth = fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 50, max: 15_000 }) },
    { weight: 1, arbitrary: fc.integer({ min: 50_000, max: 100_000 }) },
  );
  const brackets = fc.constantFrom<readonly [string, string]>(
    ['[', ']'],
    ['{"a":', '}'],
    ['{"$ref":[', ']}'],
  );
  const required = Object.keys(good);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: field.chain(([of, ...values]) =>
        fc.constantFrom(...values).map((value) => withField(good, of, JSON.stringify(value))),
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...required).map((of) => JSON.stringify({ ...good, [of]: undefined })),
    },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...required, MISSPELT), depth, brackets)
        .map(([of, much, kind]) => withField(good, of, deep(much, kind))),
    },
    { weight: 1, arbitrary: name.map((of) => withField(good, of, '{"__proto__":{"a":1}}')) },
    { weight: 1, arbitrary: name.map((of) => withField(good, of, '{"constructor":{"prototype":{}}}')) },
    { weight: 1, arbitrary: fc.constantFrom(...required).map((of) => withField(good, of, '"a\\ud800b"')) },
    { weight: 1, arbitrary: name.map((of) => withField(good, of, '1e400')) },
    { weight: 1, arbitrary: fc.json({ maxDepth: 4 }).filter((json) => !json.startsWith('{')) },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constant(JSON.stringify(good)), fc.nat({ max: 20 }))
        .map(([json, at]) => json.slice(0, at)),
    },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: 1, max: 10_000 })
        .map((many) => withField(good, MISSPELT, `[${'{},'.repeat(many)}0]`)),
    },
  );
}

interface Refusal {
  readonly status: number;
  readonly hasForm: boolean;
}

async function refusalOf(as: Person, path: string, raw: string): Promise<Refusal> {
  const { status, body } = await as.call<Record<string, unknown> | string>('POST', path, { raw });
  return { status, hasForm: path.startsWith('/v1') ? isOpenAiError(body) : isProblem(body) };
}

interface Refused {
  readonly refusals: readonly Refusal[];
  readonly cpuMs: number;
}

/** Sends them all at once. */
async function refusalsOf(as: Person, path: string, bodies: readonly string[]): Promise<Refused> {
  const before = process.cpuUsage();
  const refusals = await Promise.all(bodies.map((raw) => refusalOf(as, path, raw)));
  const { user, system } = process.cpuUsage(before);
  return { refusals, cpuMs: (user + system) / 1_000 };
}

function isOpenAiError(body: unknown): boolean {
  const { error } = (typeof body === 'object' ? body : {}) as { error?: Record<string, unknown> };
  return typeof error?.['message'] === 'string' && typeof error['type'] === 'string' && 'param' in error;
}

function isProblem(body: unknown): boolean {
  const { code, detail } = (typeof body === 'object' ? body : {}) as Record<string, unknown>;
  return typeof code === 'string' && typeof detail === 'string';
}

describe.each(CALLS)('a body that $path cannot take', (call) => {
  it(`is refused in the form of its API, in bounded time and memory: ${BATCHES_PER_CALL * BATCH} of them`, async () => {
    const held = process.memoryUsage().rss;
    await fc.assert(
      fc.asyncProperty(fc.array(badBody(call), { minLength: BATCH, maxLength: BATCH }), async (bodies) => {
        const { refusals, cpuMs } = await refusalsOf(me, call.path, bodies);
        for (const { status, hasForm } of refusals)
          expect([status >= 400 && status < 500, hasForm]).toEqual([true, true]);
        expect(cpuMs).toBeLessThan(MAX_CPU_MS);
      }),
      { numRuns: BATCHES_PER_CALL },
    );
    expect(process.memoryUsage().rss - held).toBeLessThan(MAX_LEFT_BYTES);
    expect((await me.call('GET', '/health/live')).status).toBe(200);
  });
});

describe('a schema that an answer must satisfy', () => {
  const nested = (depth: number): string =>
    `${'{"type":"object","properties":{"a":'.repeat(depth)}{"type":"string"}${'}}'.repeat(depth)}`;
  const many = (count: number, of: (at: number) => string): string =>
    Array.from({ length: count }, (_, at) => of(at)).join(',');
  // Most go past the bounds on characters, levels and references, which costs little.
  const size = fc.integer({ min: 1, max: 20_000 });
  const schema = fc.oneof(
    fc.constantFrom(
      '{"$ref":"#"}',
      '{"$ref":"#/$defs/a","$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}}}',
      '{"allOf":[{"$ref":"#"},{"$ref":"#"}]}',
      '{"$ref":"https://evil.example/schema.json"}',
      '{"$ref":"file:///etc/passwd"}',
      '{"$ref":"#/nowhere"}',
      '{"type":"nothing"}',
      '{"type":"string","pattern":"(a+)+$"}',
      '{"type":"string","pattern":"("}',
      '{"$id":"a","$ref":"a"}',
      '{"minimum":1e400}',
      '[]',
      '1',
      'true',
    ),
    size.map((depth) => nested(depth)),
    size.map(
      (count) => `{"type":"object","properties":{${many(count, (at) => `"p${at}":{"type":"string"}`)}}}`,
    ),
    size.map((count) => `{"anyOf":[${many(count, (at) => `{"const":${at}}`)}]}`),
    size.map((count) => `{"enum":[${many(count, String)}]}`),
    size.map(
      (count) =>
        `{"$defs":{${many(count, (at) => `"d${at}":{"allOf":[{"$ref":"#/$defs/d${at + 1}"},{"$ref":"#/$defs/d${at + 1}"}]}`)},"d${count}":{}},"$ref":"#/$defs/d0"}`,
    ),
  );
  const typed = (raw: string): string =>
    withField(
      { model: 'trivet', messages },
      'response_format',
      `{"type":"json_schema","json_schema":{"name":"a","schema":${raw}}}`,
    );
  const called = (raw: string): string =>
    `${withField({ model: 'trivet', messages }, 'tools', `[{"type":"function","function":{"name":"a","parameters":${raw}}}]`).slice(0, -1)},"tool_choice":"required"}`;

  it('is refused or satisfied or quoted around, in bounded time, however it is made', async () => {
    await fc.assert(
      fc.asyncProperty(schema, fc.constantFrom(typed, called), async (raw, asked) => {
        const { refusals, cpuMs } = await refusalsOf(me, '/v1/chat/completions', [asked(raw)]);
        for (const { status, hasForm } of refusals)
          expect(status === 200 || (status < 500 && hasForm)).toBe(true);
        expect(cpuMs).toBeLessThan(MAX_SCHEMA_CPU_MS);
      }),
      // One that fails is not made smaller: each try may take seconds.
      { numRuns: 20, endOnFailure: true },
    );
    expect((await me.call('GET', '/health/live')).status).toBe(200);
  });
});
