import { randomUUID } from 'node:crypto';
import type { NoteBody, Person } from '../../support/app';
import { ALIKE, asked, ASKED, matchOf, NINE, OPENING, PERMIT, SERVE } from '../../support/semantic';
import { withModel } from '../../support/with-app';

const { app, model, modelCalls } = withModel({ env: SERVE });

const SHARED = { ...OPENING, visibility: 'workspace' };

let tenant: string;
let admin: Person;
let bob: Person;
let note: NoteBody;

beforeEach(async () => {
  tenant = randomUUID();
  admin = app.as({ sub: 'ann', tenant, roles: ['admin'] });
  bob = app.as({ sub: 'bob', tenant });
  model.answerWith(() => NINE);
  note = await admin.write(SHARED);
  await asked(app, admin, ASKED);
});

describe('An answer of another question', () => {
  it('is served while notes change that it has nothing to do with', async () => {
    await admin.write({ ...PERMIT, visibility: 'workspace' });
    expect(await matchOf(bob, ALIKE)).toBe('semantic');
    expect(modelCalls()).toBe(1);
  });

  it('is served no more once the note that it was drawn from says something else', async () => {
    await admin.edit(note, { body: 'The bakery opens at eleven on Sundays.' });
    model.answerWith(() => 'It opens at eleven. [1]');
    const { body } = await bob.ask(ALIKE);
    expect(body.metadata.match).toBeNull();
    expect(body.answer).toContain('eleven');
  });

  it('is served no more once the note is deleted', async () => {
    await admin.remove(note);
    const { body } = await bob.ask(ALIKE);
    expect(body.metadata.match).toBeNull();
    expect(body.answer).not.toContain('nine');
  });

  it('is served no more to those who may not read the note since it is private', async () => {
    await admin.edit(note, { visibility: 'private' });
    const { body } = await bob.ask(ALIKE);
    expect(body.metadata).toMatchObject({ match: null, matched_query: null });
    expect(body.answer).not.toContain('nine');
    expect(body.sources).toEqual([]);
  });

  it('is served again when an edit was undone', async () => {
    await admin.edit(note, { body: 'The bakery opens at eleven on Sundays.' });
    await admin.edit(note, { body: SHARED.body });
    expect(await matchOf(bob, ALIKE)).toBe('semantic');
  });

  it('is served no more after a purge of answers', async () => {
    expect((await admin.call('DELETE', '/assistant/cache?layer=l1')).status).toBe(200);
    expect(await matchOf(bob, ALIKE)).toBeNull();
    expect(modelCalls()).toBe(2);
  });

  it('is served no more after a purge of the corpus that it is from', async () => {
    expect((await admin.call('DELETE', `/assistant/cache?corpus=${tenant}/w/eng`)).status).toBe(200);
    expect(await matchOf(bob, ALIKE)).toBeNull();
  });

  it('is served no more once it is older than answers are kept', async () => {
    app.clock.advance(86_400_000 + 86_400_000);
    expect(await matchOf(bob, ALIKE)).toBeNull();
  });
});
