import { chunkNote } from './chunker';

/** Numerical Recipes' linear congruential generator: the same notes on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

const countTokens = (texts: readonly string[]) =>
  Promise.resolve(texts.map((text) => text.match(/\S+/g)?.length ?? 0));
const vocabulary =
  'river stone lantern meadow copper window orchard signal harbour velvet thunder pepper'.split(' ');

function paragraphs(seed: number): string[] {
  const next = random(seed);
  const word = () => `${vocabulary[Math.floor(next() * vocabulary.length)] ?? ''}${Math.floor(next() * 100)}`;
  return Array.from(
    { length: 60 },
    () => Array.from({ length: 20 + Math.floor(next() * 100) }, word).join(' ') + '.',
  );
}

const edits: Record<string, (text: string) => string> = {
  'a word replaced': (text) => text.replace(/\s\S+\.$/, ' changed.'),
  'a sentence added': (text) => `${text} And one more sentence was added here later on.`,
  'the second half deleted': (text) => `${text.split(' ').slice(0, 10).join(' ')}.`,
};

/** How many chunks are new after an edit. */
async function changed(before: readonly string[], after: readonly string[]): Promise<number> {
  const hashes = async (parts: readonly string[]) =>
    (await chunkNote({ title: 'Long', body: parts.join('\n\n'), countTokens, maxTokens: 256 })).map(
      ({ hash }) => hash,
    );
  const known = new Set(await hashes(before));
  return (await hashes(after)).filter((hash) => !known.has(hash)).length;
}

const mean = (numbers: readonly number[]) =>
  numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const withHeadings = (parts: readonly string[]) =>
  parts.map((text, at) => (at % 6 ? text : `## Part ${at}\n\n${text}`));

describe.each([
  ['with headings', withHeadings(paragraphs(7))],
  ['without headings', paragraphs(7)],
])('of a note of 60 paragraphs %s', (_, parts) => {
  it.each(Object.entries(edits))(
    '%s in any one paragraph changes one or two chunks, mostly one',
    async (__, edit) => {
      const counts = await Promise.all(parts.map((text, at) => changed(parts, parts.with(at, edit(text)))));
      expect(Math.min(...counts)).toBe(1);
      expect(Math.max(...counts)).toBeLessThanOrEqual(2);
      expect(mean(counts)).toBeLessThan(1.15);
    },
  );
});

describe('of a note of 60 paragraphs without headings', () => {
  const parts = paragraphs(8);
  const fresh = paragraphs(9);

  it.each([
    ['put in', (at: number) => parts.toSpliced(at, 0, fresh[at] ?? '')],
    ['rewritten from its first word', (at: number) => parts.with(at, fresh[at] ?? '')],
  ])('a paragraph %s changes fewer than two chunks on average, and never many', async (_, edited) => {
    const counts = await Promise.all(parts.map((__, at) => changed(parts, edited(at))));
    expect(mean(counts)).toBeLessThan(2);
    expect(Math.max(...counts)).toBeLessThanOrEqual(5);
  });
});
