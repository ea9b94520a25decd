import { Problem } from './problem';

/**
 * NUL and lone surrogates. PostgreSQL's text cannot hold NUL
 * (https://www.postgresql.org/docs/current/datatype-character.html), and UTF-8 cannot hold a lone surrogate. Both
 * would fail later, deep inside a driver, or not come back as sent.
 */
const MALFORMED = /[\0\p{Surrogate}]/u;

const MAX_PATH_CHARS = 200;

/**
 * Walks with a stack of its own, because JSON of a megabyte nests deeper than calls can.
 * @returns the path of the first key or string in `value` that cannot be stored, or undefined
 */
export function malformedPath(value: unknown): string | undefined {
  const open: (readonly [path: string, value: unknown])[] = [['', value]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [path, current] = next;
    if (typeof current === 'string') {
      if (MALFORMED.test(current)) return path;
    } else if (typeof current === 'object' && current !== null) {
      for (const [key, inner] of Object.entries(current)) {
        const name = path === '' ? key : `${path}.${key}`;
        if (MALFORMED.test(key)) return name.replaceAll(/[\0\p{Surrogate}]/gu, '\uFFFD');
        open.push([name, inner]);
      }
    }
  }
  return undefined;
}

/** A 400 that names the field whose text cannot be stored. */
export function malformedText(path: string): Problem {
  return new Problem({
    status: 400,
    code: 'malformed_text',
    title: 'Malformed text',
    detail: 'A text holds a NUL character or half of a surrogate pair.',
    remedy: 'Remove the character from the field listed under "errors".',
    errors: [{ path: path.slice(0, MAX_PATH_CHARS), message: 'holds U+0000 or a lone surrogate' }],
  });
}
