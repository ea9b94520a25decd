import { randomUUID } from 'node:crypto';
import type { NoteBody, Person } from '../../support/app';
import { problemOf } from '../../support/problem';
import { withApp } from '../../support/with-app';

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
const QUESTION = 'When does the bakery open on Sundays?';

const { app } = withApp();

/** Ann and Bob of one tenant and workspace, who are nobody else's test. */
function colleagues(): { ann: Person; bob: Person; tenant: string } {
  const tenant = randomUUID();
  return { tenant, ann: app.as({ sub: 'ann', tenant }), bob: app.as({ sub: 'bob', tenant }) };
}

describe('a private note', () => {
  it('is in nobody else’s listing', async () => {
    const { ann, bob } = colleagues();
    await ann.write(PRIVATE);
    expect((await bob.call<{ notes: unknown[] }>('GET', '/notes')).body.notes).toEqual([]);
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
