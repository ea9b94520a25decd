import fc from 'fast-check';
import { sentencesOf } from './sentences';

const texts = (content: string): string[] => sentencesOf(content).map(({ text }) => text);
const folded = (text: string): string => text.replace(/\s+/g, ' ').trim();

describe('sentencesOf', () => {
  it.each([
    ['Dr. Smith met J. R. Oppenheimer. They talked.', ['Dr. Smith met J. R. Oppenheimer.', 'They talked.']],
    ['It costs 3.50 euros. See v2.1.4 for more.', ['It costs 3.50 euros.', 'See v2.1.4 for more.']],
    ['Born c. 1455 in Metz. Died in Dec. 1536.', ['Born c. 1455 in Metz.', 'Died in Dec. 1536.']],
    ['He asked "Why? Now?" and left. We stayed.', ['He asked "Why?', 'Now?" and left.', 'We stayed.']],
    ['It is 5 p.m. in the U.S. capital. Good!', ['It is 5 p.m. in the U.S. capital.', 'Good!']],
    ['¿Dónde está? En Madrid.', ['¿Dónde está?', 'En Madrid.']],
    ['他来了。她走了。', ['他来了。', '她走了。']],
  ])('keeps abbreviations, initials and decimals together: %s', (content, expected) => {
    expect(texts(content)).toEqual(expected);
  });

  it('joins wrapped lines and separates paragraphs', () => {
    expect(texts('One sentence over\ntwo lines.\n\nNo stop here\n\nNext')).toEqual([
      'One sentence over two lines.',
      'No stop here',
      'Next',
    ]);
  });

  it('strips bullets, numbers and quote marks, and keeps each item by itself', () => {
    expect(texts('- milk\n- two eggs\n1. flour,\n   sifted\n> A quote\n> goes on.')).toEqual([
      'milk',
      'two eggs',
      'flour, sifted A quote goes on.',
    ]);
  });

  it('gives items the line that leads in and the heading above, and forgets the lead in the next paragraph', () => {
    const sentences = sentencesOf('## Shopping\nWe need:\n- milk\n\nThat is all.');
    expect(sentences.map(({ text, context }) => [text, context])).toEqual([
      ['We need:', ['Shopping']],
      ['milk', ['Shopping', 'We need:']],
      ['That is all.', ['Shopping']],
    ]);
  });

  it('quotes table rows whole, under their header', () => {
    expect(sentencesOf('| Host | Port |\n| --- | ---: |\n| db | 5432 |\n| web | 80. Yes. |')).toEqual([
      { text: 'db | 5432', context: ['Host | Port'], follows: false },
      { text: 'web | 80. Yes.', context: ['Host | Port'], follows: false },
    ]);
  });

  it('quotes code line by line, whatever its marks', () => {
    expect(texts('Run:\n```sh\n# restart\n- nope\n```\nDone. Really.')).toEqual([
      'Run:',
      '# restart',
      '- nope',
      'Done.',
      'Really.',
    ]);
  });

  it('says which sentences go on from the one before', () => {
    const follows = sentencesOf('A is here. It stays.\n- One. Two.').map((sentence) => sentence.follows);
    expect(follows).toEqual([true, true, false, true]);
  });

  it('cuts prose without losing, adding or changing a character', () => {
    const line = fc.stringMatching(/^[a-zé][\p{L}\p{N} .,?!;'"()%/]{0,60}$/u);
    fc.assert(
      fc.property(fc.array(line, { minLength: 1 }), (lines) => {
        const content = lines.join('\n');
        expect(folded(texts(content).join(' ')).replaceAll(' ', '')).toBe(
          folded(content).replaceAll(' ', ''),
        );
        for (const text of texts(content)) expect(folded(content)).toContain(text);
      }),
    );
  });

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (content) => {
        for (const text of texts(content)) expect(text).toBe(folded(text));
      }),
    );
  });

  it.each(['A. ', 'Ab? ', 'a ', 'a', '"a" b ', '- a:\n', '|a|\n|-|\n', '> ', '|', '``` \n'])(
    'takes time in proportion to the passage when it is nothing but %j',
    (unit) => {
      const content = unit.repeat(400_000 / unit.length);
      const startedAt = performance.now();
      sentencesOf(content);
      // Linear work takes under a second. The segmenter in one piece took 25 s.
      expect(performance.now() - startedAt).toBeLessThan(8_000);
    },
  );
});
