import { hash } from 'node:crypto';
import { z } from 'zod';

/** What an entry is; every kind is a key space of its own. */
export type KeyKind =
  | 'question'
  | 'answer'
  | 'vector'
  | 'context'
  | 'evidence'
  | 'flight'
  | 'asked'
  | 'pool'
  | 'earlier'
  | 'standalone'
  | 'format'
  | 'passage'
  | 'cited'
  | 'erased';

/** One part of a key. A list counts its members, so that `['a', 'b']` and `'a', 'b'` differ. */
export type KeyPart = string | number | Uint8Array | readonly string[];

/** 43 characters of base64url: a whole SHA-256, never shortened, so that nobody can search for a second text with one's key. */
export type CacheKey = string & { readonly __brand: 'CacheKey' };

/** Keys as they come back from a store. */
export const keySchema = z
  .string()
  .regex(/^[\w-]{43}$/)
  .transform((text) => text as CacheKey);

/** Raised when the meaning of a key or of what lies under it changes: older entries are then simply never found. */
export const KEY_VERSION = 1;

/**
 * The one key builder. Every part is written with its type and length before it, so no two lists of parts give the same
 * bytes (`"cat" + "en"` is not `"ca" + "ten"`; property-tested), and the whole is hashed with SHA-256.
 *
 * One string is hashed natively in one call (`crypto.hash`): 1.2–1.9 µs for five parts, against 2.7–3.2 µs with
 * `createHash` and an `update` per part (Node 20.20, 200,000 rounds, three times).
 *
 * @throws {TypeError} on a lone surrogate, which UTF-8 would fold into U+FFFD and so let two texts share a key
 */
export function cacheKey(kind: KeyKind, parts: readonly KeyPart[]): CacheKey {
  return hash('sha256', encodeKey(kind, parts), 'base64url') as CacheKey;
}

/** The bytes under a key, as text. Exported for the property test of its injectivity. */
export function encodeKey(kind: KeyKind, parts: readonly KeyPart[]): string {
  let encoded = `trivet:${KEY_VERSION};${kind}`;
  for (const part of parts) encoded += encodePart(part);
  return encoded;
}

function encodePart(part: KeyPart): string {
  if (typeof part === 'string') return `;s${part.length}:${wellFormed(part)}`;
  if (typeof part === 'number') return `;n${part}`;
  if (part instanceof Uint8Array)
    return `;b${part.byteLength}:${Buffer.from(part.buffer, part.byteOffset, part.byteLength).toString('base64url')}`;
  return `;l${part.length}` + part.map((member) => encodePart(member)).join('');
}

function wellFormed(text: string): string {
  if (!text.isWellFormed())
    throw new TypeError('A key part holds a lone surrogate; refuse such text where it enters.');
  return text;
}
