import { readBlocks } from './blocks';

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
    expect(atx).toMatchObject({ type: 'heading', start: 0, depth: 3, text: 'A b c e g #' });
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

  it('says what each block says, without the marks of the blocks around it', () => {
    const list = '> 3. a\n>    b\n>\n>    ~~~sh x\n>    # c\n>    ~~~\n> 4) d\n';
    expect(readBlocks(list)).toMatchObject([
      {
        kind: 'quote',
        children: [
          {
            kind: 'list',
            children: [
              {
                kind: 'item',
                mark: '3.',
                children: [
                  { type: 'paragraph', text: 'a\nb' },
                  { type: 'fence', marker: '~~~', info: 'sh x', text: '# c\n', end: list.indexOf('> 4)') },
                ],
              },
            ],
          },
          { kind: 'list', children: [{ mark: '4)' }] },
        ],
      },
    ]);
    expect(readBlocks('a | b\n--|--\nc \\| d | `e`\n\n    f\n\n<!-- g -->\n')).toMatchObject([
      {
        rows: [
          ['a', 'b'],
          ['c | d', '`e`'],
        ],
      },
      { kind: 'code', text: 'f\n' },
      { kind: 'html', text: '<!-- g -->\n' },
    ]);
  });

  it('keeps link definitions as paragraphs', () => {
    expect(outline('[a]: https://example.org\n')).toEqual([['paragraph', 0]]);
  });
});
