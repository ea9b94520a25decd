import { Ajv, type Options } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import { fullFormats } from 'ajv-formats/dist/formats';
import type { JsonSchema } from '../ports/words';

export type Validator = (value: unknown) => boolean;

/**
 * Ajv (MIT, 8.20.0) is the validator of most programs, so what is stored is what they will accept; ajv-formats, of the same authors,
 * knows `date-time`, `email` and the like. Unknown keywords and formats are left to the asker. There is no `loadSchema`: nothing is
 * ever fetched.
 */
const OPTIONS: Options = { strict: false, logger: false, formats: fullFormats };

const dialects = [new Ajv2020(OPTIONS), new Ajv(OPTIONS)];

/**
 * Of the newest dialect that takes the schema: programs seldom say which it is.
 * @throws {Error} that says why none does
 */
export function compiled(schema: JsonSchema): Validator {
  const own = withoutIds(schema);
  let problem: unknown;
  for (const ajv of dialects) {
    try {
      return ajv.compile(own);
    } catch (error) {
      problem ??= error;
    } finally {
      // What is compiled is kept by whoever asked for it, and by nobody else.
      ajv.removeSchema(own);
    }
  }
  throw problem instanceof Error ? problem : new Error('It is no JSON Schema.');
}

/** What stands there is compared with, and an id in it is a value. */
const DATA = new Set(['const', 'enum']);

/** An id would give references another base, and `$schema` would name a dialect by an address. All references are local. */
function withoutIds(schema: JsonSchema): Record<string, unknown> {
  if (typeof schema === 'boolean') return schema ? {} : { not: {} };
  return withoutIdsIn(schema);
}

function withoutIdsIn(node: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const members = Object.entries(node).filter(
    ([name, member]) => typeof member !== 'string' || (name !== '$id' && name !== 'id' && name !== '$schema'),
  );
  return Object.fromEntries(
    members.map(([name, member]) => [name, DATA.has(name) ? member : withoutIdsBelow(member)]),
  );
}

function withoutIdsBelow(member: unknown): unknown {
  if (Array.isArray(member)) return member.map(withoutIdsBelow);
  return typeof member === 'object' && member !== null ? withoutIdsIn({ ...member }) : member;
}
