import { randomUUID } from 'node:crypto';
import type { Person, TestApp } from '../../support/app';
import { ALIKE, asked, ASKED, matchOf, NINE, OPENING, SERVE } from '../../support/semantic';
import { withModel } from '../../support/with-app';

const { app, model, modelCalls } = withModel({ env: SERVE });

beforeEach(() => {
  model.answerWith(() => NINE);
});

const SHARED = { ...OPENING, visibility: 'workspace' };
const PRIVATE = {
  title: 'Laundry',
  body: 'The washing machine needs a new door seal.',
  visibility: 'private',
};

const someone = (of: TestApp, claims: { sub: string; tenant: string; workspaces?: string[] }): Person =>
  of.as(claims);

describe('Questions that mean the same', () => {
  it('are matched between people who may read the same notes, and the earlier question is told', async () => {
    const tenant = randomUUID();
    const [ann, bob] = [someone(app, { sub: 'ann', tenant }), someone(app, { sub: 'bob', tenant })];
    await ann.write(SHARED);
    await asked(app, ann, ASKED);
    const { metadata } = (await bob.ask(ALIKE)).body;
    expect(metadata).toMatchObject({ match: 'semantic', matched_query: ASKED });
    expect(modelCalls()).toBe(1);
  });

  it('are not matched between tenants, also where names, workspaces and notes are the same', async () => {
    const [here, there] = [app.newcomer(), app.newcomer()];
    await here.write(SHARED);
    await there.write(SHARED);
    await asked(app, here, ASKED);
    const { body } = await there.ask(ALIKE);
    expect(body.metadata).toMatchObject({ match: null, matched_query: null });
    expect(modelCalls()).toBe(2);
  });

  it('are not matched between workspaces of one tenant, also where their notes are the same', async () => {
    const tenant = randomUUID();
    const ann = someone(app, { sub: 'ann', tenant, workspaces: ['eng'] });
    const bob = someone(app, { sub: 'bob', tenant, workspaces: ['sales'] });
    await ann.write({ ...SHARED, workspace: 'eng' });
    await bob.write({ ...SHARED, workspace: 'sales' });
    await asked(app, ann, ASKED);
    expect(await matchOf(bob, ALIKE)).toBeNull();
    expect(modelCalls()).toBe(2);
  });

  it('are not matched with what was asked over one workspace more', async () => {
    const tenant = randomUUID();
    const ann = someone(app, { sub: 'ann', tenant, workspaces: ['eng', 'sales'] });
    const bob = someone(app, { sub: 'bob', tenant, workspaces: ['eng'] });
    await ann.write({ ...SHARED, workspace: 'eng' });
    await ann.write({ ...PRIVATE, visibility: 'workspace', workspace: 'sales' });
    await asked(app, ann, ASKED);
    expect(await matchOf(bob, ALIKE)).toBeNull();
  });

  it('are matched with no question of somebody who has a private note: what they ask stays theirs', async () => {
    const tenant = randomUUID();
    const [ann, bob] = [someone(app, { sub: 'ann', tenant }), someone(app, { sub: 'bob', tenant })];
    await ann.write(SHARED);
    await ann.write(PRIVATE);
    await asked(app, ann, ASKED);
    const { body } = await bob.ask(ALIKE);
    expect(body.metadata).toMatchObject({ match: null, matched_query: null });
    expect(await matchOf(ann, 'What time does the bakery open on Sundays?')).toBe('semantic');
  });

  it('are not matched between two people who both have a private note', async () => {
    const tenant = randomUUID();
    const [ann, bob] = [someone(app, { sub: 'ann', tenant }), someone(app, { sub: 'bob', tenant })];
    await ann.write(SHARED);
    for (const person of [ann, bob]) await person.write(PRIVATE);
    await asked(app, ann, ASKED);
    expect(await matchOf(bob, ALIKE)).toBeNull();
  });
});

describe('With CACHE_SHARING=user', () => {
  const alone = withModel({ env: { ...SERVE, CACHE_SHARING: 'user' } });

  it('questions are matched with one’s own alone', async () => {
    alone.model.answerWith(() => NINE);
    const tenant = randomUUID();
    const ann = someone(alone.app, { sub: 'ann', tenant });
    const bob = someone(alone.app, { sub: 'bob', tenant });
    await ann.write(SHARED);
    await asked(alone.app, ann, ASKED);
    expect(await matchOf(bob, ALIKE)).toBeNull();
    expect(await matchOf(ann, ALIKE)).toBe('semantic');
  });
});
