import { randomUUID } from 'node:crypto';
import type { AnswerBody, Person, TestApp } from '../../support/app';
import { metric } from '../../support/metric';
import { named, PERSON_TOKENS } from '../../support/person-token';
import { withApp, withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const SHARED = {
  title: 'Bakery hours',
  body: 'The bakery opens at nine on Sundays.',
  visibility: 'workspace',
};
const SHARED_AT_HOME = { ...SHARED, workspace: 'home' };
const privately = (hour: string) => ({
  title: 'Bakery secret',
  body: `On Sundays the bakery opens its back door at ${hour} for friends.`,
  visibility: 'private',
});
const NOTHING = 'There is nothing in your notes about this.';

const PLAIN = { PERSON_HEADER: 'X-OpenWebUI-User-Id', PERSON_GROUPS_HEADER: 'X-Groups' };
const { app, modelCalls } = withModel({ env: { ...PERSON_TOKENS, ...PLAIN } });

interface OneKey {
  readonly tenant: string;
  /** The program, which names nobody. */
  readonly itself: Person;
  readonly ann: Person;
  readonly bob: Person;
}

/** A program with one token, two people behind it, and a tenant of their own. */
function oneKey(of: TestApp = app): OneKey {
  const tenant = randomUUID();
  const program = { sub: 'webui', tenant, roles: ['delegate', 'admin'] };
  return {
    tenant,
    itself: of.as(program),
    ann: of.as(program, named('ann')),
    bob: of.as(program, named('bob')),
  };
}

describe('two people behind one key', () => {
  it('have notes of their own, which neither the other nor the program reads', async () => {
    const { itself, ann, bob } = oneKey();
    const hers = await ann.write(privately('five'));
    const his = await bob.write(privately('four'));

    expect(hers).toMatchObject({ owner: 'ann' });
    expect((await ann.ask(QUESTION)).body.answer).toContain('five');
    expect((await bob.ask(QUESTION)).body.answer).toContain('four');
    expect((await itself.ask(QUESTION)).body.answer).toBe(NOTHING);
    expect((await bob.call('GET', `/notes/${hers.id}`)).status).toBe(404);
    expect((await itself.call('GET', `/notes/${his.id}`)).status).toBe(404);
    for (const [person, hour] of [
      [ann, 'five'],
      [bob, 'four'],
    ] as const) {
      const again = await person.ask(QUESTION);
      expect(again.body.metadata.match).toBe('exact');
      expect(again.body.answer).toContain(hour);
    }
  });

  it('share an answer where their own notes give identical evidence', async () => {
    const { ann, bob } = oneKey();
    await ann.write(privately('five'));
    await bob.write(privately('five'));
    const first = await ann.ask(QUESTION);
    const second = await bob.ask(QUESTION);
    expect(second.body.metadata.match).toBe('revalidated');
    expect(second.body.answer).toBe(first.body.answer);
    expect(modelCalls()).toBe(1);
  });

  it('are the people whose own tokens name them so', async () => {
    const { tenant, ann } = oneKey();
    const herself = app.as({ sub: 'ann', tenant });
    await herself.write(privately('five'));
    await herself.ask(QUESTION);
    const { body } = await ann.ask(QUESTION);
    expect(body.metadata.match).toBe('exact');
    expect(body.answer).toContain('five');
  });

  it('lose what was answered from a note with that note, and nobody else does', async () => {
    const { ann, bob } = oneKey();
    const note = await ann.write(privately('five'));
    await bob.write(privately('four'));
    await ann.ask(QUESTION);
    await bob.ask(QUESTION);
    await ann.remove(note);
    expect((await ann.ask(QUESTION)).body).toMatchObject({ answer: NOTHING, sources: [] });
    expect((await bob.ask(QUESTION)).body.metadata.match).toBe('exact');
  });

  it('have none of the rights that the program or their own tokens have', async () => {
    const { itself, ann } = oneKey();
    expect((await itself.call('DELETE', '/assistant/cache?dry_run=true')).status).toBe(200);
    expect(await ann.call('DELETE', '/assistant/cache?dry_run=true')).toMatchObject({
      status: 403,
      body: { code: 'not_an_admin' },
    });
  });

  it('are told apart in every API, also where the body is large', async () => {
    const { ann, bob } = oneKey();
    await ann.write(privately('five'));
    const json = { model: 'trivet', messages: [{ role: 'user', content: QUESTION }] };
    const answer = (person: Person) =>
      person.call<{ choices: { message: { content: string } }[] }>('POST', '/v1/chat/completions', { json });
    expect((await answer(ann)).body.choices[0]?.message.content).toContain('five');
    expect((await answer(bob)).body.choices[0]?.message.content).toBe(NOTHING);
    const taken = { outcome: 'taken' };
    const before = (await metric(ann, 'trivet_named_persons_total', taken)) ?? NaN;
    const embedded = { json: { model: 'trivet', input: ['bakery'] } };
    expect((await ann.call('POST', '/v1/embeddings', embedded)).status).toBe(200);
    expect(await metric(ann, 'trivet_named_persons_total', taken)).toBe(before + 1);
  });
});

describe('the workspaces of a person whom a program names', () => {
  const program = () => ({
    sub: 'webui',
    tenant: randomUUID(),
    roles: ['delegate'],
    workspaces: ['eng', 'R & D'],
  });

  it('are the program’s, as far as the person’s groups name them', async () => {
    const claims = program();
    const member = app.as(claims, { ...named('ann'), 'X-Groups': 'sales,R%20%26%20D' });
    const stranger = app.as(claims, { ...named('bob'), 'X-Groups': 'sales' });
    const loner = app.as(claims, named('cem'));
    await member.write({ ...SHARED, workspace: 'R & D' });
    expect((await member.ask(QUESTION)).body.answer).toContain('nine');
    for (const other of [stranger, loner]) expect((await other.ask(QUESTION)).body.sources).toEqual([]);
    const refused = await stranger.call('POST', '/notes', { json: { ...SHARED, workspace: 'eng' } });
    expect(refused).toMatchObject({ status: 403, body: { code: 'no_such_workspace' } });
  });

  it('change with the groups at once', async () => {
    const claims = program();
    const header = named('ann');
    const before = app.as(claims, { ...header, 'X-Groups': 'eng' });
    await before.write({ ...SHARED, workspace: 'eng' });
    expect((await before.ask(QUESTION)).body.answer).toContain('nine');
    expect((await app.as(claims, { ...header, 'X-Groups': '' }).ask(QUESTION)).body.sources).toEqual([]);
  });
});

describe('a badly named person', () => {
  it('is refused in the form of each API, and counted', async () => {
    const refused = { outcome: 'refused' };
    const before = (await metric(app.as(), 'trivet_named_persons_total', refused)) ?? NaN;
    const program = { sub: 'webui', tenant: randomUUID(), roles: ['delegate'] };
    const forged = app.as(program, { 'X-OpenWebUI-User-Jwt': 'forged' });
    expect(await forged.ask(QUESTION)).toMatchObject({ status: 401, body: { code: 'invalid_person' } });
    const json = { model: 'trivet', messages: [{ role: 'user', content: QUESTION }] };
    expect(await forged.call('POST', '/v1/chat/completions', { json })).toMatchObject({
      status: 401,
      body: { error: { type: 'invalid_request_error', code: 'invalid_person' } },
    });
    expect(modelCalls()).toBe(0);
    expect(await metric(app.as(), 'trivet_named_persons_total', refused)).toBe(before + 2);
  });
});

describe('a program without the role', () => {
  it('asks for itself, whomever it names, and that is counted', async () => {
    const ignored = { outcome: 'ignored_no_role' };
    const tenant = randomUUID();
    const program = { sub: 'webui', tenant, roles: ['admin'] };
    const itself = app.as(program);
    await itself.write(privately('five'));
    const before = (await metric(itself, 'trivet_named_persons_total', ignored)) ?? NaN;
    const headers = [named('ann'), { 'X-OpenWebUI-User-Id': 'ann' }, { 'X-OpenWebUI-User-Jwt': 'forged' }];
    for (const header of headers)
      expect((await app.as(program, header).ask(QUESTION)).body.answer).toContain('five');
    expect(await metric(itself, 'trivet_named_persons_total', ignored)).toBe(before + 3);
  });
});

describe('people behind one key under CACHE_SHARING=user', () => {
  const { app, modelCalls } = withModel({ env: { ...PERSON_TOKENS, CACHE_SHARING: 'user' } });

  it('share nothing, and each is remembered', async () => {
    const { itself, ann, bob } = oneKey(app);
    await ann.write({ ...SHARED, workspace: 'eng' });
    const matches = async (): Promise<unknown[]> => {
      const found: AnswerBody[] = [];
      for (const person of [ann, bob, itself]) found.push((await person.ask(QUESTION)).body);
      return found.map(({ metadata }) => metadata.match);
    };
    expect(await matches()).toEqual([null, null, null]);
    expect(modelCalls()).toBe(3);
    expect(await matches()).toEqual(['exact', 'exact', 'exact']);
  });
});

describe('without authentication', () => {
  const env = { AUTH_MODE: 'none', JWT_SECRET: '', EMBEDDING_PROVIDER: 'lexical' };
  const { app } = withApp({ env: { ...env, ...PERSON_TOKENS, ...PLAIN } });

  it('whoever a program names is the owner of this machine, and that is counted', async () => {
    const names = [named('ann'), { 'X-OpenWebUI-User-Jwt': 'forged' }, { 'X-OpenWebUI-User-Id': 'bob' }];
    const written: unknown[] = [];
    for (const name of [...names, {}])
      written.push((await app.as(undefined, name).write(SHARED_AT_HOME)).owner);
    expect(written).toEqual(['me', 'me', 'me', 'me']);
    expect(await metric(app.as(), 'trivet_named_persons_total', { outcome: 'ignored_no_auth' })).toBe(3);
  });
});
