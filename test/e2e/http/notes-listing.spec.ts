import type { Answer, NoteBody, Person } from '../../support/app';
import { problemOf } from '../../support/problem';
import { withApp } from '../../support/with-app';

interface Page {
  readonly notes: readonly (Omit<NoteBody, 'body'> & { readonly excerpt: string })[];
  readonly next_cursor: string | null;
}

const { app, me } = withApp({ env: { EMBEDDING_PROVIDER: 'lexical' } });

const page = (query: string, asker: Person = me): Promise<Answer<Page>> =>
  asker.call<Page>('GET', `/notes${query}`);

async function write(count: number): Promise<NoteBody[]> {
  const notes: NoteBody[] = [];
  for (let n = 1; n <= count; n++) notes.push(await me.write({ title: `Note ${n}`, body: `Body ${n}` }));
  return notes;
}

/** Titles of all pages; `between` runs after each page. */
async function walk(
  limit: number,
  between: () => Promise<unknown> = () => Promise.resolve(),
): Promise<string[]> {
  const titles: string[] = [];
  for (let cursor = ''; ;) {
    const { body } = await page(`?limit=${limit}${cursor}`);
    titles.push(...body.notes.map(({ title }) => title));
    if (body.next_cursor === null) return titles;
    cursor = `&cursor=${body.next_cursor}`;
    await between();
  }
}

describe('a listing', () => {
  it('is empty without notes', async () => {
    expect((await page('')).body).toEqual({ notes: [], next_cursor: null });
  });

  it('shows the newest first, with the beginning of each body', async () => {
    const note = await me.write({ title: 'Long', body: 'x'.repeat(5_000) });
    await me.write({ title: 'Newer', body: 'short' });
    const { notes } = (await page('')).body;
    expect(notes.map(({ title }) => title)).toEqual(['Newer', 'Long']);
    expect(notes[1]).toEqual({ ...note, body: undefined, excerpt: 'x'.repeat(200) });
  });

  it.each([1, 2, 3, 6, 7, 100])('of 7 notes in pages of %i has each note once', async (limit) => {
    await write(7);
    expect(await walk(limit)).toEqual([7, 6, 5, 4, 3, 2, 1].map((n) => `Note ${n}`));
  });

  it('of 20 notes is one page by default, and says whether there is more', async () => {
    await write(20);
    expect((await page('')).body.next_cursor).toBeNull();
    await write(1);
    const { notes, next_cursor } = (await page('')).body;
    expect(notes).toHaveLength(20);
    expect(next_cursor).not.toBeNull();
  });

  it('shows each old note once while notes are written between its pages', async () => {
    await write(6);
    expect(await walk(2, () => write(3))).toEqual([6, 5, 4, 3, 2, 1].map((n) => `Note ${n}`));
  });

  it('goes on where it was when the note at the end of the page before is deleted', async () => {
    const notes = await write(6);
    const first = (await page('?limit=2')).body;
    for (const gone of notes.slice(3)) await me.remove(gone);
    const rest = await page(`?limit=10&cursor=${first.next_cursor ?? ''}`);
    expect(rest.body.notes.map(({ title }) => title)).toEqual(['Note 3', 'Note 2', 'Note 1']);
  });

  it('keeps its order when notes are edited between its pages', async () => {
    const [first] = await write(4);
    if (!first) throw new Error('No note was written.');
    expect(await walk(1, () => me.edit(first, { body: `Edited ${Math.random()}` }))).toEqual(
      [4, 3, 2, 1].map((n) => `Note ${n}`),
    );
  });

  it('shows nothing of others, even from their cursor', async () => {
    await write(3);
    const { next_cursor } = (await page('?limit=1')).body;
    expect((await page(`?cursor=${next_cursor ?? ''}`, app.newcomer())).body.notes).toEqual([]);
  });
});

describe('a listing is refused', () => {
  const bad = [
    '0',
    '-1',
    '101',
    '1.5',
    'abc',
    '',
    '1e1',
    '0x10',
    '%20',
    '%205',
    '9'.repeat(30),
    '1&limit=2',
    'NaN',
  ];

  it.each(bad)('with a limit of %j', async (limit) => {
    expect(problemOf(await page(`?limit=${limit}`))).toMatchObject({
      status: 400,
      code: 'invalid_request',
      errors: expect.arrayContaining([expect.objectContaining({ path: 'limit' })]) as unknown,
    });
  });

  it.each([
    'x',
    'null',
    '%F0%9F%A5%90',
    'a'.repeat(48),
    'MDE5MGExYjItMDAwMC03MDAwLTgwMDAtMDAwMDAwMDAwMDAwA',
    '..%2F..',
  ])('with a cursor of %j that no page gave', async (cursor) => {
    expect(problemOf(await page(`?cursor=${cursor}`))).toMatchObject({ status: 400, code: 'cursor_invalid' });
  });

  it.each([
    'cursor=',
    'cursor=a&cursor=b',
    `cursor=${'a'.repeat(101)}`,
    'page=2',
    '__proto__=1',
    'limit[]=1',
  ])('with the query ?%s', async (query) => {
    expect(problemOf(await page(`?${query}`)).status).toBe(400);
  });
});
