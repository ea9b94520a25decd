import type { CacheKey } from '../../question/keys';
import { VERSION } from './codec';

/** Nine bytes of a key are twelve characters of it, so that they are compared without decoding the key. */
const KEY_BYTES = 9;
const KEY_CHARS = 12;
const HEAD_BYTES = 1 + KEY_BYTES;

/**
 * An entry as it lies in the shared store: `version ∙ first nine bytes of its key ∙ entry`.
 *
 * A client that loses count of its replies gives one command what belongs to another, as widely used ones did after commands that
 * were cancelled. Most entries are found by their key alone, so another tenant's answer would be told as one's own.
 */
export function addressed(key: CacheKey, entry: Buffer): Buffer {
  const bytes = Buffer.allocUnsafe(HEAD_BYTES + entry.byteLength);
  bytes.writeUInt8(VERSION);
  bytes.write(key.slice(0, KEY_CHARS), 1, 'base64url');
  bytes.set(entry, HEAD_BYTES);
  return bytes;
}

/** @returns the entry, a view of the bytes; null where they are of another key, another version or another program */
export function entryFor(key: CacheKey, bytes: Buffer): Buffer | null {
  if (bytes.byteLength < HEAD_BYTES || bytes[0] !== VERSION) return null;
  const found = bytes.toString('base64url', 1, HEAD_BYTES);
  return found === key.slice(0, KEY_CHARS) ? bytes.subarray(HEAD_BYTES) : null;
}
