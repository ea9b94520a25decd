import fc from 'fast-check';
import { passage } from '../../../test/support/core-fakes';
import { fingerprintOf } from './fingerprint';

// Few letters and the key encoding's own marks: so that lists differ only in where one text ends and the next begins.
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', ';', ':', 's', '1', 'l'), maxLength: 4 }),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);
const shown = fc.record({ title: text, section: fc.array(text, { maxLength: 3 }), content: text });
const list = fc.array(shown, { maxLength: 4 });
const hidden = fc.record({
  id: text,
  documentId: text,
  corpus: text,
  similarity: fc.double({ min: -1, max: 1, noNaN: true }),
});

describe('the evidence fingerprint', () => {
  it('differs whenever title, section, content or order of any passage differs', () => {
    fc.assert(
      fc.property(list, list, (a, b) => {
        expect(fingerprintOf(a) === fingerprintOf(b)).toBe(JSON.stringify(a) === JSON.stringify(b));
      }),
      { numRuns: 2_000 },
    );
  });

  it('keeps texts apart however they are shared out between title, headings, content and passages', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 3, maxLength: 9 }), fc.nat(), fc.nat(), (texts, i, j) => {
        const cut = (seed: number) => {
          const [title = '', ...rest] = texts;
          const at = seed % rest.length;
          return [
            { title, section: rest.slice(0, at), content: rest[at] ?? '' },
            ...rest.slice(at + 1).map((content) => ({ title: '', section: [], content })),
          ];
        };
        const same = JSON.stringify(cut(i)) === JSON.stringify(cut(j));
        expect(fingerprintOf(cut(i)) === fingerprintOf(cut(j))).toBe(same);
      }),
      { numRuns: 500 },
    );
  });

  it('depends on the similarity for a model that reads it', () => {
    const reads = { readsSimilarity: true };
    fc.assert(
      fc.property(shown, hidden, hidden, (one, a, b) => {
        const [first, second] = [passage('', { ...one, ...a }), passage('', { ...one, ...b })];
        const same = a.similarity === b.similarity;
        expect(fingerprintOf([first], reads) === fingerprintOf([second], reads)).toBe(same);
        expect(fingerprintOf([first], reads)).not.toBe(fingerprintOf([first]));
      }),
    );
  });

  it('does not depend on what no model is shown: id, document, corpus and similarity', () => {
    fc.assert(
      fc.property(shown, hidden, hidden, (one, a, b) => {
        expect(fingerprintOf([passage('', { ...one, ...a })])).toBe(
          fingerprintOf([passage('', { ...one, ...b })]),
        );
      }),
    );
  });
});
