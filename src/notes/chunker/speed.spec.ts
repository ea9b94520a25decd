import { chunkNote } from './chunker';

const CHARS = 100_000;
const countTokens = (texts: readonly string[]) =>
  Promise.resolve(texts.map((text) => Math.ceil(text.length / 4)));
const filled = (unit: string, chars = CHARS) => unit.repeat(Math.ceil(chars / unit.length));

/** The first of three runs within the limit, or the fastest. A busy machine only ever adds to the time. */
async function fastest(body: string, limitMs: number): Promise<number> {
  let best = Infinity;
  for (let run = 0; run < 3 && best >= limitMs; run += 1) {
    const start = performance.now();
    expect((await chunkNote({ title: 'T', body, countTokens, maxTokens: 256 })).length).toBeGreaterThan(0);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

const prose = 'Some *text* with a [link](https://example.org) and `code`, as notes have it. '.repeat(6);
const page = `## Head\n\n${prose}\n\n${prose}\n\n${'- an item of a list\n'.repeat(8)}\n\`\`\`js\n${'const x = 1;\n'.repeat(10)}\`\`\`\n\n`;

describe('chunkNote takes linear time', () => {
  it('an ordinary note of 200,000 characters takes less than 300 ms', async () => {
    expect(await fastest(filled(page, 200_000), 300)).toBeLessThan(300);
  });

  const hostile = {
    ...Object.fromEntries(
      [
        ...[
          '>',
          '[',
          '[a](',
          '*a ',
          '`',
          '<',
          '<a\n',
          '- ',
          '- a\n',
          '# h\n',
          'a\n---\n',
          '```\na\n',
          '- ```\n',
          '|a|b|\n|-|-|\n',
        ],
        ...[
          'a',
          '天',
          'a. ',
          '.1 ',
          ' ',
          '\n',
          '\t',
          '\u0301',
          '👨‍👩‍👧‍👦',
          '\ud800',
          '> a\nb\n',
          '[a]: b\n',
          '---\n',
          '<!--\n',
        ],
        ...[
          'data:,',
          'data:image/png;base64,QUJD ',
          '![](data:;base64,',
          ';base64,',
          '[![a](',
          'QUJD1',
          `${'QUJD1'.repeat(39)} `,
          `${'QUJD1'.repeat(15)}\n`,
          `${'QUJD1'.repeat(15)}\n>\n`,
          'https://a.example/1 ',
          'https://',
          '{"a":1},',
        ],
      ].map((unit) => [JSON.stringify(unit), filled(unit)]),
    ),
    'a list nested 600 deep': Array.from({ length: 600 }, (_, depth) => `${' '.repeat(depth)}- a`).join('\n'),
    'quotes of every depth': Array.from({ length: 600 }, (_, depth) => `${'>'.repeat(depth)} a`).join('\n'),
    'runs of backquotes': Array.from({ length: 600 }, (_, length) => '`'.repeat(length)).join(' '),
    'one deep quote, continued lazily': `${'>'.repeat(19)} a\n${filled('b\n')}`,
  };

  // 0.02–0.5 s alone, most of it for 25,000 sections or items. For several of them micromark took 4–22 s at 200,000
  // characters.
  it.each(Object.entries(hostile))('100,000 characters of %s take less than 3 s', async (_, body) => {
    expect(await fastest(body, 3_000)).toBeLessThan(3_000);
  });
});
