import { JWT, startApp, type CallOptions, type NoteBody, type Person, type TestApp } from '../../support/app';
import { problemOf } from '../../support/problem';

const QUERY = '/assistant/query';
const NOTE = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const EDIT = { 'If-Match': '*' };

let app: TestApp;
let me: Person;
let note: NoteBody;
let before: unknown;

/** All that a request could change: the notes, and every number but times. */
async function everything(): Promise<unknown> {
  const [notes, stats] = [await me.call('GET', '/notes?limit=100'), await me.stats()];
  return { notes: notes.body, stats, read: (await me.call('GET', `/notes/${note.id}`)).body };
}

beforeAll(async () => {
  app = await startApp({ ...JWT, EMBEDDING_PROVIDER: 'lexical' });
  me = app.newcomer();
  note = await me.write(NOTE);
  await me.ask('When does the bakery open on Sundays?');
  before = await everything();
});
afterEach(async () => {
  expect(await everything()).toEqual(before);
});
afterAll(async () => {
  const { body } = await me.ask('When does the bakery open on Sundays?');
  expect(body.metadata.match).toBe('exact');
  await app.close();
});

interface Expected {
  readonly status?: number;
  readonly code: string;
  readonly path?: string;
}

async function expectRefused(
  [method, path, options]: readonly [string, string, CallOptions],
  { status = 400, code, path: field }: Expected,
): Promise<void> {
  const problem = problemOf(await me.call(method, path, options));
  expect(problem).toMatchObject({ status, code });
  if (field !== undefined) expect(problem.errors?.map((error) => error.path)).toContain(field);
}

describe('a question is refused', () => {
  const invalid: readonly (readonly [what: string, json: unknown, path: string])[] = [
    ['that is missing', {}, 'query'],
    ['that is empty', { query: '' }, 'query'],
    ['that is null', { query: null }, 'query'],
    ['that is a number', { query: 7 }, 'query'],
    ['that is a list', { query: ['a'] }, 'query'],
    ['that is an object', { query: { $ne: '' } }, 'query'],
    ['with an unknown field', { query: 'a', temperature: 1 }, ''],
    ['with a misspelt field', { query: 'a', topK: 3 }, ''],
    ['with a top_k of 0', { query: 'a', top_k: 0 }, 'top_k'],
    ['with a top_k of 21', { query: 'a', top_k: 21 }, 'top_k'],
    ['with a top_k of -1', { query: 'a', top_k: -1 }, 'top_k'],
    ['with a top_k of 1.5', { query: 'a', top_k: 1.5 }, 'top_k'],
    ['with a top_k of "5"', { query: 'a', top_k: '5' }, 'top_k'],
    ['with a top_k of 1e999', { query: 'a', top_k: Number.MAX_VALUE }, 'top_k'],
    ['with a top_k of null', { query: 'a', top_k: null }, 'top_k'],
    ['with an unknown directive', { query: 'a', cache: { no_caching: true } }, 'cache'],
    ['with a directive of the wrong type', { query: 'a', cache: { no_store: 'yes' } }, 'cache.no_store'],
    ['with a negative age', { query: 'a', cache: { max_age: -1 } }, 'cache.max_age'],
    ['with directives that are a list', { query: 'a', cache: ['no-store'] }, 'cache'],
    ['instead of a null', null, ''],
    ['instead of a list', [{ query: 'a' }], ''],
    ['instead of a text', 'When?', ''],
    ['instead of a number', 5, ''],
    ['instead of a boolean', true, ''],
  ];

  it.each(invalid)('%s: a body that is not as the contract says', async (_what, json, path) => {
    await expectRefused(['POST', QUERY, { json }], { code: 'invalid_request', path });
  });

  it('without a body', async () => {
    await expectRefused(['POST', QUERY, {}], { code: 'invalid_request', path: '' });
  });

  it.each(['   ', '\n\t', '?', '...', ' ?!. ', '!!!', '—', '\u3000', '\u200b'])(
    'that has no words: %j',
    async (query) => {
      await expectRefused(['POST', QUERY, { json: { query } }], { code: 'question_empty' });
    },
  );

  it.each([2_001, 100_000, 1_000_000])('that is %i characters long', async (length) => {
    await expectRefused(['POST', QUERY, { json: { query: 'x'.repeat(length) } }], {
      code: 'question_too_long',
    });
  });

  it('that becomes too long by normalization', async () => {
    // Hebrew shin with two points, one character that NFC takes apart into three.
    const query = '\ufb2c'.repeat(1_999);
    await expectRefused(['POST', QUERY, { json: { query } }], { code: 'question_too_long' });
  });

  it.each(['max-age=', 'max-age=abc', 'max-age=-1', 'max-age=1.5', 'no-cache, max-age=x', 'max-age'])(
    'under Cache-Control: %s',
    async (directives) => {
      const options = { json: { query: 'a' }, headers: { 'Cache-Control': directives } };
      await expectRefused(['POST', QUERY, options], { code: 'invalid_request', path: 'Cache-Control' });
    },
  );
});

describe('a note is refused', () => {
  const invalid: readonly (readonly [what: string, change: object, path: string])[] = [
    ['without a title', { title: undefined }, 'title'],
    ['with an empty title', { title: '' }, 'title'],
    ['with a blank title', { title: ' \n\t\u3000' }, 'title'],
    ['with a title of 301 characters', { title: 'x'.repeat(301) }, 'title'],
    ['with a numeric title', { title: 5 }, 'title'],
    ['with a null body', { body: null }, 'body'],
    ['with a body that is a list', { body: ['text'] }, 'body'],
    ['with an unknown visibility', { visibility: 'public' }, 'visibility'],
    ['with a visibility in capitals', { visibility: 'Private' }, 'visibility'],
    ['with an empty workspace', { workspace: '', visibility: 'workspace' }, 'workspace'],
    ['with an owner', { owner: 'bob' }, ''],
    ['with an id', { id: '00000000-0000-7000-8000-000000000000' }, ''],
    ['with a version', { version: 1 }, ''],
    ['with a tenant', { tenant: 'acme' }, ''],
    ['with a corpus', { corpus: 'acme/w/eng' }, ''],
  ];

  it.each(invalid)('%s', async (_what, change, path) => {
    await expectRefused(['POST', '/notes', { json: { ...NOTE, ...change } }], {
      code: 'invalid_request',
      path,
    });
    if (Object.values(change).some((value) => value !== undefined))
      await expectRefused(['PATCH', `/notes/${note.id}`, { json: change, headers: EDIT }], {
        code: 'invalid_request',
        path,
      });
  });

  it.each([{}, null, [], 'text', [NOTE]])('when an edit is %j', async (json) => {
    await expectRefused(['PATCH', `/notes/${note.id}`, { json, headers: EDIT }], {
      code: 'invalid_request',
      path: '',
    });
  });

  it('with a body of 200,001 characters, in whatever alphabet', async () => {
    for (const character of ['x', 'é', '語']) {
      const body = character.repeat(200_001);
      await expectRefused(['POST', '/notes', { json: { ...NOTE, body } }], { code: 'note_too_long' });
      await expectRefused(['PATCH', `/notes/${note.id}`, { json: { body }, headers: EDIT }], {
        code: 'note_too_long',
      });
    }
  });

  it('with 10 MB, and the server goes on', async () => {
    const huge = `{"title":"x","body":"${'x'.repeat(10_000_000)}"}`;
    for (const [method, path] of [
      ['POST', '/notes'],
      ['PATCH', `/notes/${note.id}`],
      ['POST', QUERY],
    ] as const) {
      await expectRefused([method, path, { raw: huge, headers: EDIT }], {
        status: 413,
        code: 'body_too_large',
      });
    }
  });

  const badIds = [
    '1',
    'abc',
    '0',
    'null',
    '%20',
    "'%3B--",
    'a'.repeat(100),
    '00000000-0000-0000-0000-00000000000g',
    '%F0%9F%A5%90',
  ];

  it('under an id of 5,000 characters', async () => {
    await expectRefused(['GET', `/notes/${'a'.repeat(5_000)}`, {}], { code: 'parameter_too_long' });
  });

  it.each(badIds)('under the id %s', async (id) => {
    const expected = { code: 'invalid_request', path: 'id' };
    const options = { json: { title: 'x' }, headers: EDIT };
    await expectRefused(['GET', `/notes/${id}`, {}], expected);
    await expectRefused(['PATCH', `/notes/${id}`, options], expected);
    await expectRefused(['DELETE', `/notes/${id}`, {}], expected);
  });
});
