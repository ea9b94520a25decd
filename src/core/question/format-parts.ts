import type { AnswerFormat, CallableFunction, JsonSchema } from '../ports/words';
import type { KeyPart } from './keys';

/**
 * The parts of a key that name the form of an answer. Two ways of writing one form have the same parts: the order of an object's
 * members has no meaning in JSON, and `strict: false` is what leaving it out means.
 *
 * The members of `properties` keep their order. A model writes them in that order (OpenAI, "Structured outputs", key ordering), so
 * a schema that asks for the reasons first gets other answers than one that asks for them last.
 */
export function formatParts(format: AnswerFormat): KeyPart[] {
  switch (format.kind) {
    case 'json_object':
      return [format.kind];
    case 'json_schema':
      return [format.kind, ...namedParts({ ...format, parameters: format.schema })];
    case 'call':
      return [format.kind, format.single ? 'single' : 'any', ...format.functions.flatMap(namedParts)];
  }
}

/** What was left out is an empty list. */
function namedParts({ name, description, parameters, strict }: CallableFunction): KeyPart[] {
  return [
    name,
    description ?? [],
    parameters === undefined ? [] : canonicalSchema(parameters),
    strict ? 'strict' : [],
  ];
}

/** JSON text of a schema; the same for all that differ only in the order of members outside of `properties`. */
export function canonicalSchema(schema: JsonSchema): string {
  return JSON.stringify(sorted(schema, 'schema'));
}

/** Keywords whose members are named by the author of the schema and hold schemas. */
const NAMED_SCHEMAS = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
]);

/** Keywords that hold data and no schema: a member called `properties` means nothing there. */
const DATA = new Set(['const', 'enum', 'default', 'examples', 'example']);

type Place = 'schema' | 'properties' | 'names' | 'data';

function sorted(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((member) => sorted(member, place));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value);
  if (place !== 'properties') members.sort(([a], [b]) => (a < b ? -1 : 1));
  // Pairs, because an object would move names that are numbers to its front.
  return { members: members.map(([name, member]) => [name, sorted(member, placeOf(name, place))]) };
}

/** Where a member stands, by the place of the object that has it. */
function placeOf(name: string, place: Place): Place {
  if (place === 'data') return 'data';
  if (place !== 'schema') return 'schema';
  if (DATA.has(name)) return 'data';
  if (!NAMED_SCHEMAS.has(name)) return 'schema';
  return name === 'properties' ? 'properties' : 'names';
}
