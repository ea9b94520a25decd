import fc from 'fast-check';
import { passage } from '../../../test/support/core-fakes';
import { passagesBytes, textBytes } from './sizes';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });

describe('the estimated bytes', () => {
  it('of passages cover every text in them, headings too, as UTF-16 would take', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 4 }), text, (title, section, content) => {
        const utf16 = Buffer.from(title + section.join('') + content, 'utf16le').byteLength;
        const one = passage(content, { title, section });
        expect(passagesBytes([one])).toBeGreaterThan(utf16);
        expect(passagesBytes([one, one])).toBe(2 * passagesBytes([one]));
      }),
    );
  });

  it('of nothing are none', () => {
    expect(passagesBytes([])).toBe(0);
    expect(textBytes('')).toBe(0);
  });
});
