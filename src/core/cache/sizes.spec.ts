import fc from 'fast-check';
import { passage } from '../../../test/support/core-fakes';
import { passagesBytes, textBytes } from './sizes';

const text = fc.string({ unit: 'grapheme', maxLength: 40 });

const utf16Bytes = (texts: string): number => Buffer.from(texts, 'utf16le').byteLength;

describe('the estimated bytes', () => {
  it('of passages cover every text in them, headings too, as UTF-16 would take', () => {
    fc.assert(
      fc.property(text, fc.array(text, { maxLength: 4 }), text, (title, section, content) => {
        const utf16 = utf16Bytes(title + section.join('') + content);
        const one = passage(content, { title, section });
        const untitled = passage('', { title: '', section: [] });
        expect(passagesBytes([one]) - passagesBytes([untitled])).toBeGreaterThanOrEqual(utf16);
        expect(passagesBytes([one, one])).toBe(2 * passagesBytes([one]));
      }),
    );
  });

  it('of nothing are none', () => {
    expect(passagesBytes([])).toBe(0);
    expect(textBytes('')).toBe(0);
  });
});
