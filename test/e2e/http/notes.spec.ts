import type { Answer, NoteBody, Person } from '../../support/app';
import { problemOf } from '../../support/problem';
import { withApp } from '../../support/with-app';

const DRAFT = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

const { app, me } = withApp();

const get = ({ id }: { id: string }): Promise<Answer<NoteBody>> => me.call<NoteBody>('GET', `/notes/${id}`);

const patch = ({ id }: { id: string }, json: object, ifMatch?: string): Promise<Answer<NoteBody>> =>
  me.call<NoteBody>('PATCH', `/notes/${id}`, {
    json,
    headers: ifMatch === undefined ? {} : { 'If-Match': ifMatch },
  });

describe('a note', () => {
  it('is created private unless said otherwise, and read back as it was written', async () => {
    const created = await me.call<NoteBody>('POST', '/notes', { json: DRAFT });
    expect(created.status).toBe(201);
    expect(created.headers.get('etag')).toBe('"1"');
    expect(created.headers.get('location')).toBe(`/notes/${created.body.id}`);
    expect(created.body).toEqual({
      ...DRAFT,
      id: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ) as string,
      visibility: 'private',
      workspace: null,
      owner: 'ann',
      version: 1,
      created_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      updated_at: created.body.created_at,
    });
    const read = await get(created.body);
    expect([read.status, read.headers.get('etag'), read.body]).toEqual([200, '"1"', created.body]);
  });

  it('keeps every character of its body', async () => {
    const body =
      '\ufeff  # Täglich 🥐\r\n\r\n\tété — „Zitat“\u2028‏עברית\n```\n<b>&amp;</b> \\u0000 $1 %s \' " ;--\n```\n  ';
    const note = await me.write({ title: 'Odd', body });
    expect((await get(note)).body.body).toBe(body);
  });

  it('may have an empty body: its title is found all the same', async () => {
    const note = await me.write({ title: 'The bakery opens at nine on Sundays', body: '' });
    expect((await get(note)).body.body).toBe('');
    expect((await me.ask('When does the bakery open on Sundays?')).body.sources).toHaveLength(1);
  });

  it('is changed in the fields that were sent, and counts its versions', async () => {
    const note = await me.write(DRAFT);
    const edited = await patch(note, { title: 'Opening hours' }, '"1"');
    expect(edited.status).toBe(200);
    expect(edited.headers.get('etag')).toBe('"2"');
    const { updated_at } = edited.body;
    expect(edited.body).toEqual({ ...note, title: 'Opening hours', version: 2, updated_at });
    expect(updated_at >= note.updated_at).toBe(true);
    expect((await get(note)).body).toEqual(edited.body);
  });

  it('keeps its version when an edit changes nothing', async () => {
    const note = await me.write(DRAFT);
    const before = (await me.stats()).combined.embedded_texts;
    const same = await patch(note, { ...DRAFT, visibility: 'private' }, '"1"');
    expect([same.status, same.headers.get('etag'), same.body]).toEqual([200, '"1"', note]);
    expect((await me.stats()).combined.embedded_texts).toBe(before);
  });

  it('is gone once it is deleted', async () => {
    const note = await me.write(DRAFT);
    const deleted = await me.call('DELETE', `/notes/${note.id}`);
    expect([deleted.status, deleted.body]).toEqual([204, '']);
    for (const answer of [
      await get(note),
      await patch(note, { title: 'x' }, '*'),
      await me.call('DELETE', `/notes/${note.id}`),
    ]) {
      expect(problemOf(answer)).toMatchObject({ status: 404, code: 'note_not_found' });
    }
  });
});

describe('If-Match', () => {
  it('is required to edit, and its absence changes nothing', async () => {
    const note = await me.write(DRAFT);
    expect(problemOf(await patch(note, { title: 'x' }))).toMatchObject({
      status: 428,
      code: 'precondition_required',
    });
    expect((await get(note)).body).toEqual(note);
  });

  it.each(['"2"', '"0"', 'W/"1"', '1', '', '"one"', '"1" x', '"99999999999999999999"'])(
    'of %j refuses an edit and a deletion of version 1',
    async (tag) => {
      const note = await me.write(DRAFT);
      expect(problemOf(await patch(note, { title: 'x' }, tag))).toMatchObject({
        status: 412,
        code: 'note_changed',
      });
      const deletion = await me.call('DELETE', `/notes/${note.id}`, { headers: { 'If-Match': tag } });
      expect(problemOf(deletion)).toMatchObject({ status: 412, code: 'note_changed' });
      expect((await get(note)).body).toEqual(note);
    },
  );

  it.each(['"1"', '*', ' * ', '"3", "1"', 'W/"1","1"'])(
    'of %j lets an edit of version 1 through',
    async (tag) => {
      const note = await me.write(DRAFT);
      expect((await patch(note, { title: 'x' }, tag)).body.version).toBe(2);
    },
  );

  it('is honoured by a deletion and not required', async () => {
    const [one, two] = [await me.write(DRAFT), await me.write(DRAFT)];
    const conditional = await me.call('DELETE', `/notes/${one.id}`, { headers: { 'If-Match': '"1"' } });
    expect(conditional.status).toBe(204);
    await me.remove(two);
  });

  it('lets one of two editors of the same moment win, and tells the other', async () => {
    for (let round = 0; round < 8; round++) {
      const note = await me.write(DRAFT);
      const bodies = ['A', 'B', 'C'].map((name) => `Editor ${name} was here in round ${round}.`);
      const answers = await Promise.all(bodies.map((body) => patch(note, { body }, '"1"')));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);

      const winner = answers.findIndex(({ status }) => status === 200);
      expect((await get(note)).body).toMatchObject({ body: bodies[winner], version: 2 });
      const { sources } = (await me.ask(`Which editor was here in round ${round}?`, { top_k: 20 })).body;
      const ofNote = sources.filter(({ note_id }) => note_id === note.id).map(({ content }) => content);
      expect(ofNote).toEqual([bodies[winner]]);
    }
  });

  it('of * lets editors of the same moment write one after the other', async () => {
    const note = await me.write(DRAFT);
    const answers = await Promise.all([1, 2, 3].map((n) => patch(note, { title: `Title ${n}` }, '*')));
    expect(answers.map(({ body }) => body.version).sort()).toEqual([2, 3, 4]);
  });
});

describe('a workspace note', () => {
  const withWorkspaces = (...workspaces: string[]): Person => {
    const tenant = `of-${crypto.randomUUID()}`;
    return app.as({ sub: 'ann', tenant, workspaces });
  };

  it('goes into the first of one’s workspaces, or into the one that is named', async () => {
    const ann = withWorkspaces('sales', 'eng');
    expect((await ann.write({ ...DRAFT, visibility: 'workspace' })).workspace).toBe('eng');
    expect((await ann.write({ ...DRAFT, visibility: 'workspace', workspace: 'sales' })).workspace).toBe(
      'sales',
    );
  });

  it('cannot go into somebody else’s workspace', async () => {
    const ann = withWorkspaces('sales');
    const json = { ...DRAFT, visibility: 'workspace', workspace: 'eng' };
    expect(problemOf(await ann.call('POST', '/notes', { json }))).toMatchObject({
      status: 403,
      code: 'no_such_workspace',
    });
    const note = await ann.write({ ...DRAFT, visibility: 'workspace' });
    const moved = await ann.call('PATCH', `/notes/${note.id}`, {
      json: { workspace: 'eng' },
      headers: { 'If-Match': '*' },
    });
    expect(problemOf(moved)).toMatchObject({ status: 403, code: 'no_such_workspace' });
    expect((await ann.call('GET', `/notes/${note.id}`)).body).toEqual(note);
  });

  it('cannot be written by somebody without a workspace', async () => {
    const alone = withWorkspaces();
    const json = { ...DRAFT, visibility: 'workspace' };
    expect(problemOf(await alone.call('POST', '/notes', { json }))).toMatchObject({
      status: 403,
      code: 'no_such_workspace',
    });
    expect((await alone.write(DRAFT)).visibility).toBe('private');
  });

  it('moves between one’s workspaces together with its answers', async () => {
    const ann = withWorkspaces('sales', 'eng');
    const note = await ann.write({ ...DRAFT, visibility: 'workspace', workspace: 'sales' });
    expect((await ann.edit(note, { workspace: 'eng' })).workspace).toBe('eng');
    expect((await ann.ask('When does the bakery open on Sundays?')).body.sources).toHaveLength(1);
  });

  it('needs workspace visibility: a private note in a workspace is refused', async () => {
    const json = { ...DRAFT, workspace: 'eng' };
    expect(problemOf(await me.call('POST', '/notes', { json }))).toMatchObject({
      status: 400,
      code: 'private_in_workspace',
    });
    const note = await me.write(DRAFT);
    const moved = await patch(note, { workspace: 'eng' }, '*');
    expect(problemOf(moved)).toMatchObject({ status: 400, code: 'private_in_workspace' });
    expect((await get(note)).body).toEqual(note);
  });
});

describe('a client that declares JSON on every request', () => {
  const JSON_TYPE = { 'content-type': 'application/json' };

  it('deletes and reads a note with nothing in the body', async () => {
    const note = await me.write({ title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' });
    const headers = { ...JSON_TYPE, 'if-match': '*' };
    expect((await me.call('GET', `/notes/${note.id}`, { headers })).status).toBe(200);
    expect(problemOf(await me.call('PATCH', `/notes/${note.id}`, { headers }))).toMatchObject({
      status: 400,
    });
    expect((await me.call('DELETE', `/notes/${note.id}`, { headers })).status).toBe(204);
    expect((await me.call('GET', `/notes/${note.id}`, { headers })).status).toBe(404);
  });
});
