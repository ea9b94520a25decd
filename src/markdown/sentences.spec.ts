import fc from 'fast-check';
import { sentenceStarts } from './sentences';

const sentences = (text: string) => {
  const starts = sentenceStarts(text);
  return starts.map((start, at) => text.slice(start, starts[at + 1]));
};

describe('sentenceStarts', () => {
  it('ends a sentence at its full stop, not at a line end or an abbreviation in mid-sentence', () => {
    expect(sentences('It rained,\nall day. We stayed, e.g. in bed. 雨だ。寝た。')).toEqual([
      'It rained,\nall day. ',
      'We stayed, e.g. in bed. ',
      '雨だ。',
      '寝た。',
    ]);
  });

  it('finds the same sentences in a long text as in a short one', () => {
    const sentence = 'This one has exactly the same words as all the others. ';
    expect(sentences(sentence.repeat(200))).toEqual(Array.from({ length: 200 }, () => sentence));
  });

  it('leaves nothing out', () => {
    const long = fc
      .array(fc.string({ unit: 'grapheme' }), { maxLength: 300 })
      .map((parts) => parts.join('. '));
    fc.assert(fc.property(long, (text) => sentences(text).join('') === text));
  });
});
