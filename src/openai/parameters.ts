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
}

const MAX_NAME_CHARS = 64;

/** @throws {Problem} 400 that names the first parameter that cannot be honoured */
export function refuseUnsupported(body: object, parameters: Parameters): void {
  const { honoured, withoutEffect, unsupported } = parameters;
  for (const [name, value] of Object.entries(body)) {
    if (value === null || Object.hasOwn(honoured.shape, name) || withoutEffect?.has(name)) continue;
    const path = name.slice(0, MAX_NAME_CHARS);
    const harmless = unsupported?.get(name);
    if (!harmless) throw refusal('unknown_parameter', path, 'This parameter is not known; leave it out.');
    if (harmless.safeParse(value).success) continue;
    throw refusal('unsupported_parameter', path, 'This server does not support this; leave it out.');
  }
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
