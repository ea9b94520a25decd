import type { JsonSchema } from '../ports/words';

/** In characters of its JSON; OpenAI allows 120,000 of names and values. */
const MAX_CHARS = 120_000;

/** Objects and arrays within each other; OpenAI allows 10 levels of properties, each of which is two or three of these. */
const MAX_DEPTH = 64;

const MAX_REFS = 1_000;

/** References whose target is only known when data are validated, or that change what others mean. */
const UNSUPPORTED = ['$dynamicRef', '$recursiveRef'];

/**
 * What keeps a schema from being taken, for people; null when nothing does. It is known without compiling the schema and in time
 * linear in it, so that no schema costs more than its bytes before it is refused.
 */
export function limitProblem(schema: JsonSchema): string | null {
  const open: Node[] = [{ value: schema, depth: 0 }];
  let chars = 0;
  let refs = 0;
  for (let node = open.pop(); node; node = open.pop()) {
    const { value, depth } = node;
    chars += typeof value === 'string' ? value.length : 1;
    if (typeof value === 'object' && value !== null) {
      if (depth >= MAX_DEPTH) return `It is nested deeper than ${MAX_DEPTH} levels.`;
      for (const [name, member] of Object.entries(value)) {
        chars += name.length;
        open.push({ value: member, depth: depth + 1 });
      }
      const problem = refProblem(value, schema);
      if (problem) return problem;
      if ('$ref' in value) refs++;
    }
    if (chars > MAX_CHARS) return `It is longer than ${MAX_CHARS} characters.`;
    if (refs > MAX_REFS) return `It has more than ${MAX_REFS} references.`;
  }
  return null;
}

interface Node {
  readonly value: unknown;
  readonly depth: number;
}

function refProblem(node: object, root: JsonSchema): string | null {
  const unsupported = UNSUPPORTED.find((keyword) => Object.hasOwn(node, keyword));
  if (unsupported !== undefined) return `${unsupported} is not supported; use $ref.`;
  if (!Object.hasOwn(node, '$ref')) return null;
  const ref: unknown = Reflect.get(node, '$ref');
  // A property may be called so; its schema is no text.
  if (typeof ref !== 'string') return null;
  if (ref !== '#' && !ref.startsWith('#/'))
    return 'A $ref must point into the schema itself, as "#/$defs/name" does; nothing is fetched.';
  return pointsInto(root, ref) ? null : 'A $ref points to nothing in the schema.';
}

/** RFC 6901, in the fragment of a URI. */
function pointsInto(root: JsonSchema, ref: string): boolean {
  let found: unknown = root;
  for (const step of ref.split('/').slice(1)) {
    const name = decoded(step)?.replaceAll('~1', '/').replaceAll('~0', '~');
    if (name === undefined || typeof found !== 'object' || found === null || !Object.hasOwn(found, name))
      return false;
    found = Reflect.get(found, name);
  }
  return true;
}

function decoded(step: string): string | undefined {
  try {
    return decodeURIComponent(step);
  } catch {
    return undefined;
  }
}
