import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { cacheKey } from '../../question/keys';
import { VERSION } from './codec';
import { EntryCodec } from './entry-codec';

const codec = new EntryCodec(z.strictObject({ text: z.string(), list: z.array(z.number()) }));
const hash = fc.string().map((text) => cacheKey('passage', [text]));
const similarity = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((n) => n / 1_000_000);
const entry = fc.record({
  rest: fc.record({
    text: fc.string({ unit: 'grapheme', maxLength: 2_000 }),
    list: fc.array(fc.integer(), { maxLength: 5 }),
  }),
  refs: fc.array(fc.tuple(hash, similarity), { maxLength: 5 }),
  stamps: fc.uint8Array({ maxLength: 64 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  storedAt: fc.nat(2 ** 47),
  expiresAt: fc.nat(2 ** 47),
});
const sample = {
  refs: [[cacheKey('passage', ['p']), 0.25]] as const,
  rest: { text: 'x'.repeat(5_000), list: [1] },
  stamps: 'ab',
  storedAt: 1,
  expiresAt: 2,
};
/** The bytes before the rest: times, length of stamps, stamps, count of passages, one passage. */
const HEAD = 6 + 6 + 2 + 1 + 1 + 36;

describe('the codec of entries in a shared store', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(entry, (given) => {
        expect(codec.decode(codec.encode(given))).toEqual(given);
      }),
    );
  });

  it('rounds similarities to millionths, and refuses stamps that it could not give back', () => {
    const [ref] = sample.refs[0];
    const rough = codec.encode({ ...sample, refs: [[ref, 0.123_456_789]] });
    expect(codec.decode(rough)?.refs).toEqual([[ref, 0.123_457]]);
    expect(() => codec.encode({ ...sample, stamps: 'stamps' })).toThrow(RangeError);
  });

  it('makes a long rest shorter than its JSON, and adds one byte to a short one', () => {
    expect(codec.encode(sample).byteLength).toBeLessThan(HEAD + 100);
    const short = { ...sample, rest: { text: 'short', list: [] } };
    expect(codec.encode(short).byteLength).toBe(HEAD + 1 + JSON.stringify(short.rest).length);
  });

  it('reads nothing from bytes that it did not make, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(codec.decode(Buffer.from(bytes))).toBeNull();
      }),
    );
  });

  it('reads nothing from an entry that was cut anywhere', () => {
    const bytes = codec.encode(sample);
    for (let length = 0; length < bytes.byteLength; length++)
      expect(codec.decode(bytes.subarray(0, length))).toBeNull();
  });

  it('reads nothing from a rest of another shape, such as another version of the program stores', () => {
    const other = (rest: object) => codec.decode(new EntryCodec(z.any()).encode({ ...sample, rest }));
    expect(other({ text: 'a', list: [] })).not.toBeNull();
    expect(other({ text: 'a' })).toBeNull();
    expect(other({ text: 'a', list: [], more: 1 })).toBeNull();
  });

  it('does not let a bomb of zeros fill the memory', () => {
    const head = codec.encode(sample).subarray(0, HEAD);
    const bomb = Buffer.concat([
      head,
      Buffer.of((VERSION << 1) | 1),
      deflateRawSync(Buffer.alloc(64 * 1024 * 1024)),
    ]);
    expect(codec.decode(bomb)).toBeNull();
  });
});
