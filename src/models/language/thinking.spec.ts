import fc from 'fast-check';
import { ThinkingFilter } from './thinking';

/** What is told of an answer that comes in these pieces. */
function told(pieces: readonly string[], beginsInside = false): string {
  const filter = new ThinkingFilter(beginsInside);
  return pieces.map((piece) => filter.add(piece)).join('') + filter.end();
}

/** Cuts a text at these places. */
function cut(text: string, at: readonly number[]): string[] {
  const bounds = [0, ...at.map((each) => each % (text.length + 1)).sort((a, b) => a - b), text.length];
  return bounds.slice(1).map((end, index) => text.slice(bounds[index], end));
}

describe('ThinkingFilter', () => {
  it.each([
    ['<think>Six? No, seven.</think>Seven. [1]', 'Seven. [1]'],
    ['\n<think>\nSix?\n</think>\n\nSeven. [1]', 'Seven. [1]'],
    ['<THINK>a</THINK>b', 'b'],
    ['<think>a</think> <think>b</think> c', 'c'],
    ['<thinking>a</thinking>b', 'b'],
    ['<thought>a</thought>b', 'b'],
    ['<reasoning>a</reasoning>b', 'b'],
    ['[THINK]a[/THINK]b', 'b'],
    ['<|START_THINKING|>a<|END_THINKING|>b', 'b'],
    ['◁think▷a◁/think▷b', 'b'],
    ['<think></think>b', 'b'],
    ['<think>İZMİR mi, İSTANBUL mu?</think>İzmir. [1]', 'İzmir. [1]'],
    ['<think>a < b </thin k></think>c', 'c'],
    ['<think>cut in the middle of it', ''],
    ['<thi', '<thi'],
    ['<b>Seven.</b>', '<b>Seven.</b>'],
    [' Seven.', ' Seven.'],
    ['Seven <think> and </think>.', 'Seven <think> and </think>.'],
    ['', ''],
    ['  ', ''],
  ])('tells of %j only %j, however it is cut into pieces', (answer, expected) => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 12 }), (at) => {
        expect(told(cut(answer, at))).toBe(expected);
      }),
    );
  });

  it('tells each piece at once as soon as the answer has begun', () => {
    const filter = new ThinkingFilter();
    expect(['<think>a</th', 'ink>\nSe', 'ven', '.'].map((piece) => filter.add(piece))).toEqual([
      '',
      'Se',
      'ven',
      '.',
    ]);
  });

  it('passes any text that has no mark at its start as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (pieces) => {
        const text = pieces.join('');
        fc.pre(text.trim() !== '' && !/^\s*[<[◁]/u.test(text));
        expect(told(pieces)).toBe(text);
      }),
    );
  });

  it.each([
    [['Six? No.</thi', 'nk>Seven.'], true],
    [['Six? No.\n</think>'], true],
    [['Use `<think>` and `</think>`.'], false],
    [['Use `<thi', 'nk>` here, and then `</thi', 'nk>`.'], false],
    [['<think>a</think>Seven.'], false],
  ])('says of %j whether thinking was told as an answer: %s', (pieces, expected) => {
    const filter = new ThinkingFilter();
    for (const piece of pieces) filter.add(piece);
    expect(filter.hasLeaked).toBe(expected);
  });

  it.each([
    [['Six? No.</thi', 'nk>\nSe', 'ven.'], 'Seven.'],
    [['İZMİR mi?</think>İzm', 'ir.'], 'İzmir.'],
    [['No thinking', ' today.'], 'No thinking today.'],
    [['<think>a</think>b'], 'b'],
  ])('tells of %j, from a model that begins inside its thinking, only %j', (pieces, expected) => {
    expect(told(pieces, true)).toBe(expected);
  });
});
