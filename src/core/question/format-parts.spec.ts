import fc from 'fast-check';
import type { AnswerFormat, CallableFunction, JsonSchema } from '../ports/words';
import { canonicalSchema, formatParts } from './format-parts';
import { encodeKey } from './keys';

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

const keyword = fc.constantFrom(
  'type',
  'title',
  'items',
  'not',
  'anyOf',
  'required',
  'enum',
  'const',
  'default',
);
const memberName = fc.constantFrom('a', 'b', '1', '0', 'properties', 'members', 'const');
const scalar: fc.Arbitrary<Json> = fc.constantFrom(null, true, 0, 1, '', 'a', '["a",1]');

/** Schemas, and what only looks like one: members called `properties` at every place. */
const { schema } = fc.letrec<{ schema: Json; data: Json; named: Json }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.dictionary(keyword, tie('schema'), { maxKeys: 4 }),
    fc.record(
      {
        properties: tie('named'),
        patternProperties: tie('named'),
        $defs: tie('named'),
        enum: fc.array(tie('data'), { maxLength: 3 }),
        const: tie('data'),
        allOf: fc.array(tie('schema'), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  ),
  named: fc.dictionary(memberName, tie('schema'), { maxKeys: 4 }),
  data: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('data'), { maxLength: 2 }),
    fc.dictionary(memberName, tie('data'), { maxKeys: 3 }),
  ),
}));

const asSchema = (json: Json): JsonSchema => (isObject(json) ? json : true);
const jsonSchema = schema.map(asSchema);

function isObject(json: Json | undefined): json is Readonly<Record<string, Json>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

const HOLDS_DATA = ['const', 'enum', 'default', 'examples', 'example'];
const HOLDS_NAMED = ['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas'];
type Place = 'schema' | 'ordered' | 'named' | 'data';

/** Whether two say the same, by comparing them member by member. It makes no text, unlike what it is held against. */
function same(a: Json | undefined, b: Json | undefined, place: Place = 'schema'): boolean {
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((member: Json, at) => same(member, b[at] as Json, place));
  if (!isObject(a) || !isObject(b)) return Object.is(a, b);
  const [names, others] = [Object.keys(a), Object.keys(b)];
  if (names.length !== others.length) return false;
  if (place === 'ordered' && names.some((name, at) => name !== others[at])) return false;
  return names.every((name) => Object.hasOwn(b, name) && same(a[name], b[name], below(name, place)));
}

function below(name: string, place: Place): Place {
  if (place === 'data') return 'data';
  if (place !== 'schema') return 'schema';
  if (HOLDS_DATA.includes(name)) return 'data';
  if (!HOLDS_NAMED.includes(name)) return 'schema';
  return name === 'properties' ? 'ordered' : 'named';
}

/** The same with the members of every object in the opposite order, those of `properties` too where it is told so. */
function turned(value: Json | undefined, { all }: { all: boolean }, place: Place = 'schema'): Json {
  if (Array.isArray(value)) return value.map((member: Json) => turned(member, { all }, place));
  if (!isObject(value)) return value ?? null;
  const members = Object.entries(value).map(
    ([name, member]) => [name, turned(member, { all }, below(name, place))] as const,
  );
  return Object.fromEntries(place === 'ordered' && !all ? members : members.reverse());
}

describe('the canonical writing of a schema', () => {
  it('is one for two schemas only where they say the same', () => {
    fc.assert(
      fc.property(jsonSchema, jsonSchema, (a, b) => {
        expect(canonicalSchema(a) === canonicalSchema(b)).toBe(same(a as Json, b as Json));
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(jsonSchema, (a) => {
        expect(canonicalSchema(asSchema(turned(a as Json, { all: false })))).toBe(canonicalSchema(a));
      }),
      { numRuns: 1_000 },
    );
  });

  it('depends on the order inside `properties`, which is the order that a model writes in', () => {
    fc.assert(
      fc.property(jsonSchema, (a) => {
        const b = asSchema(turned(a as Json, { all: true }));
        expect(canonicalSchema(a) === canonicalSchema(b)).toBe(same(a as Json, b as Json));
      }),
      { numRuns: 1_000 },
    );
    const [ab, ba] = [{ properties: { a: {}, b: {} } }, { properties: { b: {}, a: {} } }];
    expect(canonicalSchema(ab)).not.toBe(canonicalSchema(ba));
    expect(canonicalSchema({ const: ab })).toBe(canonicalSchema({ const: ba }));
    // Here `properties` is the name of a definition.
    expect(canonicalSchema({ $defs: { properties: { type: 'a', title: 'b' } } })).toBe(
      canonicalSchema({ $defs: { properties: { title: 'b', type: 'a' } } }),
    );
  });

  it('is the same for a schema that went over the wire', () => {
    fc.assert(
      fc.property(jsonSchema, (a) => {
        expect(canonicalSchema(JSON.parse(JSON.stringify(a)) as JsonSchema)).toBe(canonicalSchema(a));
      }),
    );
  });
});

const word = fc.constantFrom('', 'a', 'b', 'strict', 'json_schema', 'single', '{"members":[]}');
const someFunction: fc.Arbitrary<CallableFunction> = fc.record(
  { name: word, description: word, parameters: jsonSchema, strict: fc.boolean() },
  { requiredKeys: ['name'] },
);
const format: fc.Arbitrary<AnswerFormat> = fc.oneof(
  fc.constant<AnswerFormat>({ kind: 'json_object' }),
  fc.record(
    {
      kind: fc.constant('json_schema' as const),
      name: word,
      description: word,
      strict: fc.boolean(),
      schema: jsonSchema,
    },
    { requiredKeys: ['kind', 'name', 'schema'] },
  ),
  fc.record({
    kind: fc.constant('call' as const),
    functions: fc.array(someFunction, { maxLength: 3 }),
    single: fc.boolean(),
  }),
);

const sameFunction = (a: CallableFunction, b: CallableFunction): boolean =>
  a.name === b.name &&
  a.description === b.description &&
  Boolean(a.strict) === Boolean(b.strict) &&
  (a.parameters === undefined) === (b.parameters === undefined) &&
  same(a.parameters as Json, b.parameters as Json);

function sameFormat(a: AnswerFormat, b: AnswerFormat): boolean {
  if (a.kind === 'json_schema' && b.kind === 'json_schema')
    return sameFunction({ ...a, parameters: a.schema }, { ...b, parameters: b.schema });
  if (a.kind !== 'call' || b.kind !== 'call') return a.kind === b.kind;
  return (
    a.single === b.single &&
    a.functions.length === b.functions.length &&
    a.functions.every((one, at) => sameFunction(one, b.functions[at] as CallableFunction))
  );
}

describe('the parts of a key that name a form', () => {
  const bytes = (some: AnswerFormat): string => encodeKey('format', formatParts(some));

  it('are the same for two forms only where they ask for the same', () => {
    fc.assert(
      fc.property(format, format, (a, b) => {
        expect(bytes(a) === bytes(b)).toBe(sameFormat(a, b));
      }),
      { numRuns: 3_000 },
    );
  });

  it('keep every two lists of up to two functions apart, but for `strict: false`, which is what leaving it out means', () => {
    const words = ['', 'strict', 'true'];
    const schemas = [undefined, true, {}] as const;
    const functions = words.flatMap((called) =>
      [undefined, ...words].flatMap((description) =>
        schemas.flatMap((parameters) =>
          [true, false, undefined].map((strict) => ({ name: called, description, parameters, strict })),
        ),
      ),
    );
    const lists: readonly (readonly CallableFunction[])[] = [
      [],
      ...functions.map((a) => [a]),
      ...functions.flatMap((a) => functions.map((b) => [a, b])),
    ];
    const keys = lists.flatMap((some) =>
      [true, false].map((single) => bytes({ kind: 'call', functions: some, single })),
    );
    const different = (functions.length * 2) / 3;
    expect(new Set(keys).size).toBe(2 * (1 + different + different ** 2));
  });
});
