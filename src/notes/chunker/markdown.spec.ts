import { readBlocks } from './markdown';

const outline = (text: string) => readBlocks(text).map((block) => [block.type, block.start]);

describe('readBlocks', () => {
  it('says what each block is and where its first line begins, whatever the line ends', () => {
    const text = [
      '# a',
      '',
      'b',
      'c',
      '',
      '- d',
      '',
      '    e',
      '***',
      '| f | g |',
      '|---|---|',
      '',
      '> h',
      '',
      '<i>',
    ].join('\r\n');
    const at = (line: string) => text.indexOf(line);
    expect(outline(text)).toEqual([
      ['heading', 0],
      ['paragraph', at('b')],
      ['container', at('- d')],
      ['rule', at('***')],
      ['table', at('| f')],
      ['container', at('> h')],
      ['lines', at('<i>')],
    ]);
  });

  it('reads headings of both kinds without their markup', () => {
    const [atx, setext] = readBlocks('### A *b* [c](d) ![e](f) `g` \\# ###\n\nTwo\nlines\n=====\n');
    expect(atx).toEqual({ type: 'heading', start: 0, depth: 3, text: 'A b c e g #' });
    expect(setext).toMatchObject({ depth: 1, text: 'Two lines' });
  });

  it('takes a "heading" of more than 500 characters for prose', () => {
    expect(outline(`${'word '.repeat(101)}\n---\n`)).toEqual([['paragraph', 0]]);
  });

  it('finds the blocks inside lists and quotes', () => {
    expect(readBlocks('> - a\n>\n>   ```js\n>   b\n>   ```\n> - c\n')).toMatchObject([
      {
        type: 'container',
        children: [
          {
            type: 'container',
            children: [
              {
                type: 'container',
                children: [{ type: 'paragraph' }, { type: 'fence', start: 8, marker: '```' }],
              },
              { type: 'container', children: [{ type: 'paragraph', start: 32 }] },
            ],
          },
        ],
      },
    ]);
  });

  it('keeps link definitions as paragraphs', () => {
    expect(outline('[a]: https://example.org\n')).toEqual([['paragraph', 0]]);
  });
});
