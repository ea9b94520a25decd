import fc from 'fast-check';
import { cacheKey } from '../../question/keys';
import { addressed, entryFor } from './address';
import { VERSION } from './codec';

const key = fc.string().map((name) => cacheKey('answer', [name]));
const entry = fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes));

describe('the address of an entry', () => {
  it('gives the entry back to its own key, and to no other', () => {
    fc.assert(
      fc.property(key, key, entry, (own, other, given) => {
        const bytes = addressed(own, given);
        expect(entryFor(own, bytes)).toEqual(given);
        expect(other !== own && entryFor(other, bytes)).toBeFalsy();
      }),
    );
  });

  it('does not know what another version or another program wrote, nor what was cut short', () => {
    fc.assert(
      fc.property(key, entry, (own, bytes) => {
        expect(entryFor(own, bytes)).toBeNull();
      }),
    );
    const own = cacheKey('answer', ['a']);
    const bytes = addressed(own, Buffer.alloc(0));
    expect(entryFor(own, Buffer.concat([Buffer.of(VERSION - 1), bytes.subarray(1)]))).toBeNull();
    for (let length = 0; length < bytes.byteLength; length++)
      expect(entryFor(own, bytes.subarray(0, length))).toBeNull();
  });

  it('holds at least eight bytes of the key', () => {
    const own = cacheKey('answer', ['a']);
    const bytes = addressed(own, Buffer.alloc(0));
    expect(bytes.includes(Buffer.from(own, 'base64url').subarray(0, 8))).toBe(true);
  });
});
