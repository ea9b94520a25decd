import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { cacheKey } from '../keys';
import { EntryCodec } from './codec';

const codec = new EntryCodec(z.strictObject({ text: z.string(), list: z.array(z.number()) }));
const hash = fc.string().map((text) => cacheKey('passage', [text]));
const entry = fc.record({
  rest: fc.record({
    text: fc.string({ unit: 'grapheme', maxLength: 2_000 }),
    list: fc.array(fc.integer(), { maxLength: 5 }),
  }),
  refs: fc.array(
    fc.tuple(
      hash,
      fc.double({ min: -1, max: 1, noNaN: true }).map((n) => n + 0),
    ),
    { maxLength: 5 },
  ),
  stamps: fc.stringMatching(/^[0-9a-f]{0,96}$/),
  storedAt: fc.nat(),
  expiresAt: fc.nat(),
});
const sample = {
  refs: [],
  rest: { text: 'x'.repeat(5_000), list: [1] },
  stamps: 'ab',
  storedAt: 1,
  expiresAt: 2,
};

describe('the codec of entries in a shared store', () => {
  it('gives back what it was given', () => {
    fc.assert(
      fc.property(entry, (given) => {
        expect(codec.decode(codec.encode(given))).toEqual(given);
      }),
    );
  });

  it('makes long entries shorter than their JSON, and adds one byte to short ones', () => {
    expect(codec.encode(sample).byteLength).toBeLessThan(100);
    const short = { ...sample, rest: { text: 'short', list: [] } };
    expect(codec.encode(short).byteLength).toBe(
      JSON.stringify({ v: short.rest, p: [], s: 'ab', t: 1, e: 2 }).length + 1,
    );
  });

  it('reads nothing from bytes that it did not make, and never throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(codec.decode(Buffer.from(bytes))).toBeNull();
      }),
    );
  });

  it('reads nothing from an entry that was cut, lengthened or changed in any byte of its form', () => {
    const bytes = codec.encode(sample);
    expect(codec.decode(bytes.subarray(0, bytes.length - 3))).toBeNull();
    expect(codec.decode(Buffer.concat([Buffer.of(0), bytes.subarray(1)]))).toBeNull();
    expect(codec.decode(Buffer.alloc(0))).toBeNull();
  });

  it('reads nothing from an entry of another shape, such as another version of the program stores', () => {
    const json = (value: unknown) => Buffer.concat([Buffer.of(4), Buffer.from(JSON.stringify(value))]);
    const good = { v: { text: 'a', list: [] }, p: [], s: '', t: 1, e: 2 };
    expect(codec.decode(json(good))).not.toBeNull();
    expect(codec.decode(json({ ...good, v: { text: 'a' } }))).toBeNull();
    expect(codec.decode(json({ ...good, v: { text: 'a', list: [], more: 1 } }))).toBeNull();
    expect(codec.decode(json({ ...good, extra: 1 }))).toBeNull();
    expect(codec.decode(json({ ...good, p: [['not a key', 1]] }))).toBeNull();
  });

  it('does not let a bomb of zeros fill the memory', () => {
    const bomb = Buffer.concat([Buffer.of(5), deflateRawSync(Buffer.alloc(64 * 1024 * 1024))]);
    expect(codec.decode(bomb)).toBeNull();
  });
});
