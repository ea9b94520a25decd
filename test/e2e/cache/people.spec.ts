import { randomUUID } from 'node:crypto';
import { JWT, startApp, type NoteBody, type Person, type TestApp } from '../../support/app';
import { startModelServer, type ModelServer } from '../../support/model-server';
import { problemOf } from '../../support/problem';

const QUESTION = 'When does the bakery open on Sundays?';
const SHARED = {
  title: 'Bakery hours',
  body: 'The bakery opens at nine on Sundays.',
  visibility: 'workspace',
};
const PRIVATE = {
  title: 'Bakery secret',
  body: 'On Sundays the bakery opens its back door at five for friends.',
  visibility: 'private',
};

let app: TestApp;
let unsharing: TestApp;
let model: ModelServer;
let asked: number;

beforeAll(async () => {
  model = await startModelServer();
  app = await startApp({ ...model.env, ...JWT });
  unsharing = await startApp({ ...model.env, ...JWT, CACHE_SHARING: 'user' });
});
beforeEach(() => {
  asked = model.prompts.length;
});
afterAll(async () => {
  await app.close();
  await unsharing.close();
  await model.close();
});

/** Ann and Bob of one tenant and workspace, who are nobody else's test. */
function colleagues(of = app): { ann: Person; bob: Person; tenant: string } {
  const tenant = randomUUID();
  return { tenant, ann: of.as({ sub: 'ann', tenant }), bob: of.as({ sub: 'bob', tenant }) };
}

const modelCalls = (): number => model.prompts.length - asked;

describe('a private note', () => {
  it('never shows in another person’s answer, and writing it leaves their answer an exact hit', async () => {
    const { ann, bob } = colleagues();
    await ann.write(SHARED);
    const before = await bob.ask(QUESTION);
    expect(before.body.answer).toContain('nine');

    const secret = await ann.write(PRIVATE);
    expect((await ann.ask(QUESTION)).body.answer).toContain('five');
    const after = await bob.ask(QUESTION);
    expect(after.body.metadata.match).toBe('exact');
    expect(after.body.answer).toBe(before.body.answer);
    expect(after.body.sources).toEqual(before.body.sources);

    await ann.edit(secret, { body: 'On Sundays the bakery opens its back door at four for friends.' });
    expect((await bob.ask(QUESTION)).body.metadata.match).toBe('exact');
    await ann.remove(secret);
    expect((await bob.ask(QUESTION)).body.metadata.match).toBe('exact');
    expect(JSON.stringify(await bob.ask(QUESTION, {}, { 'Cache-Control': 'no-store' }))).not.toContain(
      'friends',
    );
  });

  it('that is somebody’s first is seen at once', async () => {
    const { bob } = colleagues();
    expect((await bob.ask(QUESTION)).body.sources).toEqual([]);
    await bob.write(PRIVATE);
    expect((await bob.ask(QUESTION)).body.answer).toContain('five');
  });

  it('that is somebody’s first is seen at once although their workspace had answered already', async () => {
    const { ann, bob } = colleagues();
    await ann.write(SHARED);
    await bob.ask(QUESTION);
    await bob.write(PRIVATE);
    const { body } = await bob.ask(QUESTION);
    expect(body.metadata.match).toBeNull();
    expect(body.answer).toContain('five');
  });

  it('is in nobody else’s listing', async () => {
    const { ann, bob } = colleagues();
    await ann.write(PRIVATE);
    expect((await bob.call<{ notes: unknown[] }>('GET', '/notes')).body.notes).toEqual([]);
  });
});

describe('an answer', () => {
  it('is shared by two people whose own notes give identical evidence', async () => {
    const { ann, bob } = colleagues();
    const hers = await ann.write(PRIVATE);
    const his = await bob.write(PRIVATE);
    const first = await ann.ask(QUESTION);
    const second = await bob.ask(QUESTION);

    expect(second.body.metadata).toMatchObject({ match: 'revalidated', cached: true, layer: 'l1' });
    expect(second.body.answer).toBe(first.body.answer);
    expect(modelCalls()).toBe(1);
    expect(first.body.sources.map(({ note_id }) => note_id)).toEqual([hers.id]);
    expect(second.body.sources.map(({ note_id }) => note_id)).toEqual([his.id]);
  });

  it('is shared by nobody under CACHE_SHARING=user, and still remembered for each', async () => {
    const { ann, bob } = colleagues(unsharing);
    await ann.write(PRIVATE);
    await bob.write(PRIVATE);
    await ann.ask(QUESTION);
    const second = await bob.ask(QUESTION);

    expect(second.body.metadata).toMatchObject({ match: null, cached: false, reason: 'never_asked' });
    expect(modelCalls()).toBe(2);
    expect((await ann.ask(QUESTION)).body.metadata.match).toBe('exact');
    expect((await bob.ask(QUESTION)).body.metadata.match).toBe('exact');
  });

  it('is not even shared while it is being generated under CACHE_SHARING=user', async () => {
    const { ann, bob } = colleagues(unsharing);
    await ann.write(SHARED);
    const release = model.hold();
    const both = [ann.ask(QUESTION), bob.ask(QUESTION)];
    await model.arrived(asked + 2);
    release();
    for (const { headers } of await Promise.all(both))
      expect(headers.get('cache-status')).not.toContain('collapsed');
  });

  it('stays in its tenant, whatever users and workspaces of others are called', async () => {
    const here = colleagues();
    const elsewhere = colleagues();
    await here.ann.write(SHARED);
    await here.ann.write(PRIVATE);
    await here.ann.ask(QUESTION);

    const { body } = await elsewhere.ann.ask(QUESTION);
    expect(body).toMatchObject({ sources: [], answer: 'There is nothing in your notes about this.' });
    expect(body.metadata).toMatchObject({ cached: false, reason: 'never_asked' });
  });

  it('is not shared with another tenant even over identical evidence', async () => {
    const here = colleagues();
    const elsewhere = colleagues();
    await here.ann.write(SHARED);
    await elsewhere.ann.write(SHARED);
    await here.ann.ask(QUESTION);
    expect((await elsewhere.ann.ask(QUESTION)).body.metadata.match).toBeNull();
    expect(modelCalls()).toBe(2);
  });

  it('stays in its workspace', async () => {
    const { ann, tenant } = colleagues();
    await ann.write(SHARED);
    await ann.ask(QUESTION);
    const other = app.as({ sub: 'cem', tenant, workspaces: ['sales'] });
    expect((await other.ask(QUESTION)).body.sources).toEqual([]);
  });

  it('is lost with the workspace that it came from', async () => {
    const { ann, tenant } = colleagues();
    await ann.write(SHARED);
    const both = app.as({ sub: 'dee', tenant, workspaces: ['eng', 'sales'] });
    expect((await both.ask(QUESTION)).body.answer).toContain('nine');
    const left = app.as({ sub: 'dee', tenant, workspaces: ['sales'] });
    expect((await left.ask(QUESTION)).body.sources).toEqual([]);
  });
});

describe('a note that its owner makes private', () => {
  it('disappears from others at once, and from their answers', async () => {
    const { ann, bob } = colleagues();
    const note = await ann.write(SHARED);
    expect((await bob.ask(QUESTION)).body.answer).toContain('nine');
    expect((await bob.ask(QUESTION)).body.metadata.match).toBe('exact');

    await ann.edit(note, { visibility: 'private' });
    const { body } = await bob.ask(QUESTION);
    expect(body).toMatchObject({ sources: [], answer: 'There is nothing in your notes about this.' });
    expect((await bob.call('GET', `/notes/${note.id}`)).status).toBe(404);
    expect((await bob.call<{ notes: unknown[] }>('GET', '/notes')).body.notes).toEqual([]);
    expect((await ann.ask(QUESTION)).body.answer).toContain('nine');
  });

  it('comes back to others when it is shared again', async () => {
    const { ann, bob } = colleagues();
    const note = await ann.write({ ...SHARED, visibility: 'private' });
    expect((await bob.ask(QUESTION)).body.sources).toEqual([]);
    await ann.edit(note, { visibility: 'workspace' });
    expect((await bob.ask(QUESTION)).body.answer).toContain('nine');
  });
});

describe('a member of the workspace', () => {
  it('may edit and delete a shared note', async () => {
    const { ann, bob } = colleagues();
    const note = await ann.write(SHARED);
    const edited = await bob.edit(note, { body: 'The bakery opens at ten on Sundays.' });
    expect(edited).toMatchObject({ owner: 'ann', version: 2 });
    expect((await ann.ask(QUESTION)).body.answer).toContain('ten');
    await bob.remove(note);
    expect((await ann.call('GET', `/notes/${note.id}`)).status).toBe(404);
  });

  it.each([{ visibility: 'private' }, { workspace: 'sales' }])(
    'may not change who sees it: %o',
    async (patch) => {
      const { ann, tenant } = colleagues();
      const note = await ann.write(SHARED);
      const bob = app.as({ sub: 'bob', tenant, workspaces: ['eng', 'sales'] });
      const json = { ...patch, title: 'Taken over' };
      const refused = await bob.call('PATCH', `/notes/${note.id}`, { json, headers: { 'If-Match': '*' } });
      expect(problemOf(refused)).toMatchObject({ status: 403, code: 'not_the_owner' });
      expect((await ann.call<NoteBody>('GET', `/notes/${note.id}`)).body).toEqual(note);
    },
  );
});

describe('somebody else’s note', () => {
  const calls = [
    ['GET', {}],
    ['PATCH', { json: { title: 'x' }, headers: { 'If-Match': '*' } }],
    ['PATCH', { json: { title: 'x' }, headers: { 'If-Match': '"1"' } }],
    ['PATCH', { json: { title: 'x' }, headers: { 'If-Match': '"7"' } }],
    ['PATCH', { json: { title: 'x' } }],
    ['PATCH', { json: { visibility: 'private' }, headers: { 'If-Match': '*' } }],
    ['DELETE', {}],
    ['DELETE', { headers: { 'If-Match': '"1"' } }],
    ['DELETE', { headers: { 'If-Match': '"7"' } }],
  ] as const;

  it.each(calls)('answers %s %o exactly as an unknown id does', async (method, options) => {
    const { ann, bob } = colleagues();
    const { id } = await ann.write(PRIVATE);
    const headers = { ...('headers' in options ? options.headers : {}), 'X-Request-Id': 'same' };
    const foreign = await bob.call(method, `/notes/${id}`, { ...options, headers });
    const unknown = await bob.call(method, `/notes/${randomUUID()}`, { ...options, headers });

    const isUnconditional = method === 'PATCH' && !('headers' in options);
    expect(problemOf(foreign).status).toBe(isUnconditional ? 428 : 404);
    expect([foreign.status, foreign.body]).toEqual([unknown.status, unknown.body]);
    expect((await ann.call<NoteBody>('GET', `/notes/${id}`)).body.version).toBe(1);
  });
});
