import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { type Chunk, chunkNote } from './chunker';
import { withoutData } from './not-language/without-data';

const json = (name: string) => JSON.parse(readFileSync(`models/all-MiniLM-L6-v2/${name}`, 'utf8')) as object;
/** The library's own types (0.2.0) do not resolve under `moduleResolution: nodenext`. */
const WordPiece = Tokenizer as new (...files: object[]) => {
  encode(text: string, options: object): { readonly ids: readonly number[] };
};
const wordPiece = new WordPiece(json('tokenizer.json'), json('tokenizer_config.json'));
const tokens = (text: string) => wordPiece.encode(text, { add_special_tokens: false }).ids.length;
const countTokens = (texts: readonly string[]) => Promise.resolve(texts.map(tokens));

const word = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      'the',
      'naïve',
      'Zürich',
      'e.g.',
      'well-known',
      '[SEP]',
      '3.14',
      '**bold**',
      '`x`',
    ),
  },
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc
    .constantFrom('天地玄黃', '각각', '👨‍👩‍👧‍👦', '\u0301', '\ud800', 'ﷺ', '½', 'ǆ', '\u0000')
    .map((text) => text.repeat(90)),
  fc.integer({ min: 1, max: 700 }).map((length) => 'QUJD+RA/zz9'.repeat(64).slice(0, length)),
);
const line = fc.array(word, { minLength: 1, maxLength: 60 }).map((words) => words.join(' '));
const prefix = fc.constantFrom(
  '',
  '# ',
  '## ',
  '- ',
  '  - ',
  '1. ',
  '> ',
  '> - ',
  '    ',
  '| ',
  '```js',
  '~~~',
  '<!-- ',
  '\t',
);
const markdownLine = fc.oneof(
  { weight: 5, arbitrary: fc.tuple(prefix, line).map((parts) => parts.join('')) },
  fc.constantFrom('', '---', '===', '```', '~~~', '|a|b|', '|-|-|', '***', '-->', '> ', '...', '<div>'),
);
const lineEnd = fc.constantFrom('\n', '\n', '\n\n', '\r\n', '\r', '\u2028');
const body = fc
  .array(fc.tuple(markdownLine, lineEnd, fc.constantFrom(1, 1, 1, 1, 12)), { maxLength: 25 })
  .map((lines) => lines.map(([text, end, times]) => (text + end).repeat(times)).join(''));
const title = fc.oneof(line, fc.constant('Title'), word);
const note = fc.record({ title, body, maxTokens: fc.constantFrom(32, 64, 256) });

const visible = (text: string) => text.replaceAll(/\s+/g, '');
const chunkOf = (input: { title: string; body: string; maxTokens: number }) =>
  chunkNote({ ...input, countTokens });

/** Whether `part` is `whole` with characters left out. */
function isWithin(part: string, whole: string): boolean {
  let at = 0;
  for (let from = 0; from < whole.length && at < part.length; from += 1)
    if (whole[from] === part[at]) at += 1;
  return at === part.length;
}

describe('for any note, chunkNote', () => {
  const holds = async (property: (chunks: Chunk[], input: { body: string; maxTokens: number }) => void) => {
    await fc.assert(
      fc.asyncProperty(note, async (input) => {
        property(await chunkOf(input), input);
      }),
      { numRuns: 60 },
    );
  };

  it('keeps every embedded text within the model’s tokens', async () => {
    let longest = 0;
    await holds((chunks, { maxTokens }) => {
      const counts = chunks.map(({ embedText }) => tokens(embedText) + 2);
      longest = Math.max(longest, ...counts.map((count) => count / maxTokens));
      expect(Math.max(...counts)).toBeLessThanOrEqual(maxTokens);
    });
    expect(longest).toBeGreaterThan(0.9);
  });

  it('loses nothing that is language and not blank, and keeps the order', async () => {
    await holds((chunks, input) => {
      const kept = chunks.map(({ content }) => visible(content)).join('');
      expect(isWithin(visible(withoutData(input.body)), kept)).toBe(true);
    });
  });

  it('embeds the whole content, numbers the chunks, and makes none of nothing', async () => {
    await holds((chunks, input) => {
      expect(chunks.map(({ ordinal }) => ordinal)).toEqual(chunks.map((_, at) => at));
      for (const { content, embedText } of chunks) {
        expect(embedText.endsWith(content)).toBe(true);
        expect(content.trim() !== '' || input.body.trim() === '').toBe(true);
      }
    });
  });

  it('leaves room for headings and for what pieces of a paragraph share', async () => {
    const words = (text: string) => text.match(/\S+/g)?.length ?? 0;
    const separators = fc.constantFrom(' ', '\n- ', '\n1. ');
    const sentences = fc
      .tuple(fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 30, maxLength: 60 }), separators)
      .map(
        ([lengths, by]) =>
          by.trimStart() + lengths.map((many, nth) => `Word${nth}${' word'.repeat(many)}.`).join(by),
      );
    const heading = fc.integer({ min: 1, max: 14 }).map((length) => `#${' head'.repeat(length)}\n\n`);
    const body = fc.tuple(heading, sentences).map((parts) => parts.join(''));
    const counts = (texts: readonly string[]) => Promise.resolve(texts.map(words));
    await fc.assert(
      fc.asyncProperty(body, async (text) => {
        const chunks = await chunkNote({ title: 'T', body: text, countTokens: counts, maxTokens: 64 });
        for (const { embedText } of chunks) expect(words(embedText) + 2).toBeLessThanOrEqual(64);
      }),
      { numRuns: 300 },
    );
  });

  it('never puts pieces of one word together, because the whole may take more tokens than its pieces', async () => {
    const squares = (text: string) =>
      (text.match(/\S+/g) ?? []).reduce((sum, { length }) => sum + length ** 2 / 10, 0);
    const counts = (texts: readonly string[]) =>
      Promise.resolve(texts.map((text) => Math.ceil(squares(text))));
    const chunks = await chunkNote({
      title: 'T',
      body: 'ж'.repeat(2_000),
      countTokens: counts,
      maxTokens: 64,
    });
    expect(chunks.map(({ content }) => content).join('')).toBe('ж'.repeat(2_000));
    for (const { embedText } of chunks) expect(squares(embedText) + 2).toBeLessThanOrEqual(64);
  });

  it('gives the same chunks again', async () => {
    await fc.assert(
      fc.asyncProperty(note, async (input) => {
        expect(await chunkOf(input)).toEqual(await chunkOf(input));
      }),
      { numRuns: 15 },
    );
  });
});
