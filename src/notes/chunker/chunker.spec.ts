import { chunkNote, type ChunkNoteOptions } from './chunker';

const words = (text: string) => text.match(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu)?.length ?? 0;
const countTokens = (texts: readonly string[]) => Promise.resolve(texts.map(words));

const chunk = (body: string, options: Partial<ChunkNoteOptions> = {}) =>
  chunkNote({ title: 'Trip', body, countTokens, maxTokens: 64, ...options });
const contents = async (body: string, options: Partial<ChunkNoteOptions> = {}) =>
  (await chunk(body, options)).map(({ content }) => content);

const sentence = (nth: number) => `Sentence number ${nth} says something of its own.`;
const paragraph = (sentences: number) =>
  Array.from({ length: sentences }, (_, nth) => sentence(nth)).join(' ');

describe('chunkNote', () => {
  it('keeps a short note in one chunk, as it was written', async () => {
    const body = 'Take the *night train*.\r\n\r\n- passport\r\n- towel\r\n';
    expect(await chunk(body)).toEqual([
      {
        ordinal: 0,
        section: [],
        content: 'Take the *night train*.\r\n\r\n- passport\r\n- towel',
        embedText: 'Trip\nTake the *night train*.\r\n\r\n- passport\r\n- towel',
        hash: expect.stringMatching(/^[\w-]{43}$/) as string,
      },
    ]);
  });

  it.each(['', ' \n\t\n', '\uFEFF'])(
    'gives an empty note (%j) one chunk with its title alone',
    async (body) => {
      expect(await chunk(body)).toMatchObject([{ ordinal: 0, section: [], content: '', embedText: 'Trip' }]);
    },
  );

  it('gives every chunk the headings above it, in the section and in the embedded text', async () => {
    const chunks = await chunk(
      'intro\n\n# Day *one*\n\nrain\n\nEvening\n-------\n\nsoup\n\n# Day two\n\nsun',
    );
    expect(chunks.map(({ section }) => section)).toEqual([
      [],
      ['Day one'],
      ['Day one', 'Evening'],
      ['Day two'],
    ]);
    expect(chunks[2]?.embedText).toBe('Trip\nDay one\nEvening\nEvening\n-------\n\nsoup');
    expect(chunks.map(({ ordinal }) => ordinal)).toEqual([0, 1, 2, 3]);
  });

  it('does not say the title twice when it is the top heading too', async () => {
    const [first] = await chunk('# Trip\n\n## Day one\n\nrain');
    expect(first).toMatchObject({ section: ['Trip', 'Day one'] });
    expect(first?.embedText).toBe('Trip\nDay one\n# Trip\n\n## Day one\n\nrain');
  });

  it('keeps a heading with what it stands over, also when that is split', async () => {
    const chunks = await contents(`# Long\n\n${paragraph(20)}`);
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks[0]).toMatch(/^# Long\n\nSentence number 0 /);
  });

  it('does not take a # in code for a heading', async () => {
    const chunks = await chunk('- ```sh\n  # not a heading\n  ls\n  ```\n\n```\n# nor this\n```');
    expect(chunks.map(({ section }) => section)).toEqual([[]]);
  });

  it('splits prose between sentences, and repeats the last one', async () => {
    const chunks = await contents(paragraph(20));
    expect(chunks.length).toBeGreaterThan(2);
    for (const [at, content] of chunks.entries()) {
      expect(content).toMatch(/^Sentence .* own\.$/);
      const last = /Sentence number \d+ [^.]*\.$/.exec(chunks[at - 1] ?? '')?.[0] ?? 'Sentence number 0';
      expect(content.slice(0, 80)).toContain(last);
    }
  });

  it('repeats nothing between paragraphs, nor when told so', async () => {
    const body = Array.from({ length: 20 }, (_, nth) => sentence(nth)).join('\n\n');
    expect((await contents(body)).join('\n\n')).toBe(body);
    expect((await contents(paragraph(20), { overlapTokens: 0 })).join(' ')).toBe(paragraph(20));
  });

  it('splits a list between its items, and keeps what is nested with its item', async () => {
    const item = (nth: number) => `- item ${nth}\n  - nested under ${nth}`;
    const body = Array.from({ length: 30 }, (_, nth) => item(nth)).join('\n');
    const chunks = await contents(body);
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.join('\n')).toBe(body);
    for (const content of chunks) expect(content).toMatch(/^- item[^]*nested under \d+$/);
  });

  it('splits code between lines, each piece in a fence of its language', async () => {
    const lines = Array.from({ length: 40 }, (_, nth) => `const x${nth} = ${nth};`);
    const chunks = await contents(`~~~ts\n${lines.join('\n')}\n~~~\n`);
    expect(chunks.length).toBeGreaterThan(2);
    for (const content of chunks) expect(content).toMatch(/^~~~ts\n(const x\d+ = \d+;\n)+~~~$/);
    expect(chunks.flatMap((content) => content.split('\n').slice(1, -1))).toEqual(lines);
  });

  it('splits a table between rows, each piece under the header', async () => {
    const rows = Array.from({ length: 30 }, (_, nth) => `| ${nth} | cell ${nth} |`);
    const chunks = await contents(`| id | text |\n|---|:--|\n${rows.join('\n')}`);
    expect(chunks.length).toBeGreaterThan(2);
    for (const content of chunks) expect(content).toMatch(/^\| id \| text \|\n\|---\|:--\|\n\| \d/);
    expect(chunks.flatMap((content) => content.split('\n').slice(2))).toEqual(rows);
  });

  it('leaves out a fence or header that would fill the chunks by itself', async () => {
    const header = `| ${'column | '.repeat(40)}`;
    const chunks = await contents(`${header}\n|${'---|'.repeat(40)}\n${'| a | b |\n'.repeat(30)}`);
    expect(chunks.at(-1)).toMatch(/^(\| a \| b \|\n?)+$/);
  });

  it('cuts text without spaces between graphemes', async () => {
    const family = '👨‍👩‍👧‍👦';
    const chunks = await contents(family.repeat(60), {
      countTokens: (texts) => Promise.resolve(texts.map((t) => t.length)),
    });
    expect(chunks.length).toBeGreaterThan(2);
    for (const content of chunks) expect(content.replaceAll(family, '')).toBe('');
  });

  it('bounds a chunk in characters when the tokenizer takes a word of any length for one token', async () => {
    const chunks = await contents('ж'.repeat(10_000), {
      countTokens: (texts) => Promise.resolve(texts.map(() => 1)),
    });
    expect(Math.max(...chunks.map(({ length }) => length))).toBeLessThanOrEqual(64 * 16);
    expect(chunks.join('')).toBe('ж'.repeat(10_000));
  });

  it('attaches a thematic break to what it follows, and finds front matter no heading', async () => {
    const chunks = await chunk(
      `---\ntags: [rail]\n---\n\n# Plan\n\n${paragraph(3)}\n\n***\n\n# Rest\n\nsleep`,
    );
    expect(chunks.map(({ section }) => section)).toEqual([[], ['Plan'], ['Rest']]);
    expect(chunks[0]?.content).toBe('---\ntags: [rail]\n---');
    expect(chunks[1]?.content).toMatch(/own\.\n\n\*\*\*$/);
  });

  it('shortens over-long titles and headings in the embedded text only, innermost headings last', async () => {
    const long = (name: string) => `${name} ${'very '.repeat(60)}long`;
    const [first] = await chunk(`# ${long('Outer')}\n\n# Top\n\n## ${long('Inner')}\n\ntext`, {
      title: long('Title'),
    }).then((all) => all.filter(({ content }) => content.includes('text')));
    expect(first?.section).toEqual(['Top', long('Inner')]);
    expect(first?.embedText).toMatch(/^Title( very)+\nInner( very)+\n/);
  });

  it('gives other hashes to other titles, sections and contents, and the same to the same', async () => {
    const hash = async (title: string, body: string) => (await chunk(body, { title })).at(-1)?.hash;
    const hashes = [
      await hash('a', 'bc'),
      await hash('ab', 'c'),
      await hash('a', '# b\nc'),
      await hash('a', '# bc\n'),
    ];
    expect(new Set(hashes).size).toBe(4);
    expect(await hash('a', 'bc')).toBe(hashes[0]);
  });

  it('counts once when every block fits, and each text only once', async () => {
    const calls: (readonly string[])[] = [];
    const counting = (texts: readonly string[]) => {
      calls.push(texts);
      return countTokens(texts);
    };
    await chunk('same\n\nsame\n\nother', { countTokens: counting });
    expect(calls).toHaveLength(1);
    expect(calls[0]?.filter((text) => text.trim() === 'same')).toHaveLength(1);
    await chunk(`${'word '.repeat(300)}\n\n${'ж'.repeat(5_000)}`, { countTokens: counting });
    expect(calls.length).toBeLessThanOrEqual(3);
  });

  it('puts a marker in the place of what is no language, before anything is cut', async () => {
    const picture = `![Plan](data:image/png;base64,${'iVBORw0KGgo='.repeat(1_000)})`;
    const [first, ...more] = await chunk(`# The ${picture}\n\nThe ${picture} hangs on the left.`);
    expect(more).toEqual([]);
    expect(first?.section).toEqual(['The Plan [image data, 9 kB]']);
    expect(first?.content).toBe(
      '# The Plan [image data, 9 kB]\n\nThe Plan [image data, 9 kB] hangs on the left.',
    );
    expect(first?.embedText).not.toContain('iVBOR');
  });

  it('refuses a budget that holds no text, and a tokenizer that loses texts', async () => {
    await expect(chunk('text', { maxTokens: 31 })).rejects.toThrow(
      'maxTokens is 31; chunks need at least 32 tokens.',
    );
    await expect(chunk('text', { countTokens: () => Promise.resolve([]) })).rejects.toThrow(/one for each/);
  });
});
