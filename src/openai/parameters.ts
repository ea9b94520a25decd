import type { z } from 'zod';
import { Problem } from '../http/problem';

/** What a call does with each parameter of OpenAI's API, by its name. All others are unknown. */
export interface Parameters {
  /** Those that are honoured. */
  readonly honoured: z.ZodObject;
  /** Those that change no answer. */
  readonly withoutEffect?: ReadonlySet<string>;
  /** Those that cannot be honoured. Each has the values that ask for nothing of the kind and so are accepted. */
  readonly unsupported?: ReadonlyMap<string, z.ZodType>;
  /** What to do instead, for those of them where leaving it out is not all. */
  readonly remedies?: ReadonlyMap<string, string>;
  /** What is done with all others; `refused` when it is left out. */
  readonly unknown?: 'refused' | 'ignored';
}

const LEAVE_OUT = 'This server does not support this; leave it out.';

const MAX_NAME_CHARS = 64;

/** Names of so many are told. */
const MAX_TOLD = 20;

/** Names that can stand in a header as they are. */
const TELLABLE = /^[\w.-]{1,64}$/u;

/**
 * @returns the parameters that are ignored because nobody knows them, to be told in a header
 * @throws {Problem} 400 that names the first parameter that cannot be honoured, or that looks misspelt
 */
export function refuseUnsupported(body: object, parameters: Parameters): string[] {
  const { honoured, withoutEffect, unsupported, remedies, unknown = 'refused' } = parameters;
  const ignored: string[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (value === null || Object.hasOwn(honoured.shape, name) || withoutEffect?.has(name)) continue;
    const neutral = unsupported?.get(name);
    if (!neutral) refuseUnknown(name, parameters);
    else if (!neutral.safeParse(value).success)
      throw refusal('unsupported_parameter', name, remedies?.get(name) ?? LEAVE_OUT);
    if (!neutral && unknown === 'ignored' && ignored.length < MAX_TOLD && TELLABLE.test(name))
      ignored.push(name);
  }
  return ignored;
}

function refuseUnknown(name: string, { honoured, unknown = 'refused' }: Parameters): void {
  const path = name.slice(0, MAX_NAME_CHARS);
  if (unknown === 'refused')
    throw refusal('unknown_parameter', path, 'This parameter is not known; leave it out.');
  const meant = lettersOf(honoured).get(letters(path));
  if (meant !== undefined)
    throw refusal('unknown_parameter', path, `This parameter is not known; write ${meant} instead.`);
}

const known = new WeakMap<z.ZodObject, Map<string, string>>();

/** Honoured names by their letters. */
function lettersOf(honoured: z.ZodObject): Map<string, string> {
  const found = known.get(honoured);
  if (found) return found;
  const made = new Map(Object.keys(honoured.shape).map((name) => [letters(name), name]));
  known.set(honoured, made);
  return made;
}

/** The same for `topP`, `top-p` and `tpo_p`: the commonest ways to miss a name. */
function letters(name: string): string {
  return (name.toLowerCase().match(/[a-z]/gu) ?? []).sort().join('');
}

/** A 400 that names the parameter at fault, in the notation of field errors: `input.3`. */
export function refusal(code: string, path: string, message: string): Problem {
  return new Problem({
    status: 400,
    code,
    title: 'Invalid request',
    detail: message,
    errors: [{ path, message }],
  });
}

/** The header that names what was ignored. */
export const IGNORED_HEADER = 'X-Ignored-Parameters';
