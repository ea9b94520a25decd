import { randomUUID } from 'node:crypto';
import type { Person } from '../../support/app';
import { withModel } from '../../support/with-app';

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

const { app, modelCalls } = withModel();

/** Ann and Bob of one tenant and workspace, who are nobody else's test. */
function colleagues(of = app): { ann: Person; bob: Person; tenant: string } {
  const tenant = randomUUID();
  return { tenant, ann: of.as({ sub: 'ann', tenant }), bob: of.as({ sub: 'bob', tenant }) };
}

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

describe('an answer under CACHE_SHARING=user', () => {
  const { app, model, modelCalls, arrived } = withModel({ env: { CACHE_SHARING: 'user' } });

  it('is shared by nobody, and still remembered for each', async () => {
    const { ann, bob } = colleagues(app);
    await ann.write(PRIVATE);
    await bob.write(PRIVATE);
    await ann.ask(QUESTION);
    const second = await bob.ask(QUESTION);

    expect(second.body.metadata).toMatchObject({ match: null, cached: false, reason: 'never_asked' });
    expect(modelCalls()).toBe(2);
    expect((await ann.ask(QUESTION)).body.metadata.match).toBe('exact');
    expect((await bob.ask(QUESTION)).body.metadata.match).toBe('exact');
  });

  it('is not even shared while it is being generated', async () => {
    const { ann, bob } = colleagues(app);
    await ann.write(SHARED);
    const release = model.hold();
    const both = [ann.ask(QUESTION), bob.ask(QUESTION)];
    await arrived(2);
    release();
    for (const { headers } of await Promise.all(both))
      expect(headers.get('cache-status')).not.toContain('collapsed');
  });
});
