import fc from 'fast-check';
import { citationMarks } from './citation-marks';

/** The marks as they stand in the text. */
const marksIn = (text: string): string[] =>
  citationMarks(text).map(({ start, end }) => text.slice(start, end));

describe('citationMarks', () => {
  it.each([
    ['The key is under the mat [1].', ['[1]']],
    ['Under the mat[1][3], in the shed [2]', ['[1]', '[3]', '[2]']],
    ['Both say so [1, 3] and [2,4].', ['[1, 3]', '[2,4]']],
    ['> quoted [1]\n\n- item [2]\n  1. inner [3]\n\n# Heading [4]', ['[1]', '[2]', '[3]', '[4]']],
    ['| a | b |\n|---|---|\n| x [1] | y [2] |', ['[1]', '[2]']],
    ['one\r\ntwo [1]\rthree [2]', ['[1]', '[2]']],
    ['a lone ` is text [1]', ['[1]']],
    ['<b>[1]</b>\n\n<div>\n[2]\n</div>', ['[1]', '[2]']],
  ])('finds what cites in %j', (text, marks) => {
    expect(marksIn(text)).toEqual(marks);
  });

  it.each([
    ['`list[1]`'],
    ['``a ` [1] b``'],
    ['```js\nlist[1];\n```'],
    ['~~~\n[1]\n~~~'],
    ['text\n\n    indented[1];\n'],
    ['- item\n\n  ```\n  [1]\n  ```'],
    ['an unclosed fence\n\n```\n[1]'],
    ['\\[1]'],
    ['[1](https://example.com)'],
    ['[0] [01] [1234] [-1] [1.5] [a] [] [1-3] [^1]'],
  ])('finds nothing in %j', (text) => {
    expect(marksIn(text)).toEqual([]);
  });

  it('tells the numbers of a mark in their order', () => {
    expect(citationMarks('so [3, 1]')).toEqual([{ start: 3, end: 9, numbers: [3, 1] }]);
  });

  it('finds every mark between words of any kind, and its place', () => {
    const words = fc.string({ unit: fc.constantFrom('a', ' ', '\n', '😀', 'é', '*', '_', '.') });
    const pieces = fc.array(fc.tuple(words, fc.integer({ min: 1, max: 999 })), { maxLength: 12 });
    fc.assert(
      fc.property(pieces, (all) => {
        // Four spaces before a line would make it code.
        const text = all
          .map(([before, number]) => `${before.replaceAll(/\n\s+/g, '\n')}x[${number}]`)
          .join('');
        const flat = text.replaceAll(/^\s+/g, '');
        expect(marksIn(flat)).toEqual(all.map(([, number]) => `[${number}]`));
      }),
    );
  });

  it('reads any text, in time that grows with its length', () => {
    const texts = fc.string({
      unit: fc.constantFrom('`', '[', ']', '1', ',', '\\', '\n', ' ', '>', '-', '|', '('),
    });
    fc.assert(
      fc.property(texts, (text) => {
        for (const { start, end } of citationMarks(text))
          expect(text.slice(start, end)).toMatch(/^\[[\d, ]+\]$/);
      }),
    );
    // Runs of backticks that all differ, escapes, and brackets that never close.
    const runs = Array.from({ length: 440 }, (_, length) => '`'.repeat(length + 1)).join(' ');
    for (const text of [
      runs,
      '\\'.repeat(100_000) + '[1]',
      '['.repeat(100_000),
      '[1,'.repeat(33_000),
      '[1]'.repeat(33_000),
    ]) {
      const startedAt = performance.now();
      citationMarks(text);
      expect(performance.now() - startedAt).toBeLessThan(1_000);
    }
  });
});
