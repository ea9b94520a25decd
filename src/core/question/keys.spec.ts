import fc from 'fast-check';
import { cacheKey, encodeKey, type KeyKind, type KeyPart } from './keys';

const kind = fc.constantFrom<KeyKind>(
  'question',
  'answer',
  'vector',
  'context',
  'evidence',
  'flight',
  'asked',
);
const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const part: fc.Arbitrary<KeyPart> = fc.oneof(
  text,
  // Strings that look like the encoding itself are the ones that could break it.
  fc.constantFrom(';s1:a', 's1:', ':', ';', 'l2', '0', ''),
  fc.integer(),
  fc.uint8Array({ maxLength: 6 }),
  fc.array(text, { maxLength: 3 }),
);
const key = fc.tuple(kind, fc.array(part, { maxLength: 5 }));

describe('the key builder', () => {
  it('gives two different lists of parts different bytes', () => {
    fc.assert(
      fc.property(key, key, ([kindA, a], [kindB, b]) => {
        const same = kindA === kindB && JSON.stringify(plain(a)) === JSON.stringify(plain(b));
        return same === (encodeKey(kindA, a) === encodeKey(kindB, b));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps parts apart however their characters are shared out between them', () => {
    fc.assert(
      fc.property(text, fc.nat(12), fc.nat(12), (whole, i, j) => {
        fc.pre(i !== j && i <= whole.length && j <= whole.length);
        const cut = (at: number) => [whole.slice(0, at).toWellFormed(), whole.slice(at).toWellFormed()];
        expect(cacheKey('question', cut(i))).not.toBe(cacheKey('question', cut(j)));
      }),
    );
  });

  it('keeps a list apart from its members', () => {
    expect(cacheKey('question', [['a', 'b']])).not.toBe(cacheKey('question', ['a', 'b']));
    expect(cacheKey('question', [['a'], ['b']])).not.toBe(cacheKey('question', [['a', 'b']]));
    expect(cacheKey('question', [[], ['a']])).not.toBe(cacheKey('question', [['a'], []]));
  });

  it('keeps a number apart from its digits, and text apart from bytes', () => {
    expect(cacheKey('question', [5])).not.toBe(cacheKey('question', ['5']));
    expect(cacheKey('question', [Buffer.from('a')])).not.toBe(cacheKey('question', ['a']));
  });

  it('knows bytes by what they are, not by the buffer that they are a view of', () => {
    const bytes = fc.uint8Array({ maxLength: 6 });
    fc.assert(
      fc.property(bytes, bytes, bytes, (before, own, after) => {
        const view = Uint8Array.of(...before, ...own, ...after).subarray(
          before.length,
          before.length + own.length,
        );
        expect(cacheKey('vector', [view])).toBe(cacheKey('vector', [own]));
      }),
    );
  });

  it('is a whole SHA-256 that shows nothing of the text', () => {
    expect(cacheKey('question', ['who is ill?'])).toMatch(/^[\w-]{43}$/);
  });

  it('refuses a lone surrogate, because UTF-8 would give it the key of another text', () => {
    expect(() => cacheKey('question', ['a\ud800'])).toThrow(TypeError);
  });
});

function plain(parts: readonly KeyPart[]): unknown[] {
  return parts.map((each) =>
    each instanceof Uint8Array ? { bytes: [...each] } : Object.is(each, -0) ? 0 : each,
  );
}
