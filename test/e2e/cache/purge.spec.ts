import { randomUUID } from 'node:crypto';
import type { Person } from '../../support/app';
import { problemOf } from '../../support/problem';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const SHARED = {
  title: 'Bakery hours',
  body: 'The bakery opens at nine on Sundays.',
  visibility: 'workspace',
};

const { app, model, modelCalls, arrived } = withModel();

/** An admin and a colleague of a tenant with one note, whose question was answered and is now an exact hit. */
async function warm(): Promise<{ admin: Person; bob: Person; tenant: string }> {
  const tenant = randomUUID();
  const admin = app.as({ sub: 'ann', tenant, roles: ['admin'] });
  const bob = app.as({ sub: 'bob', tenant });
  await admin.write(SHARED);
  await bob.ask(QUESTION);
  expect(await matchOf(bob)).toBe('exact');
  return { admin, bob, tenant };
}

async function matchOf(person: Person): Promise<string | null> {
  return (await person.ask(QUESTION)).body.metadata.match;
}

const purge = (person: Person, query = '') =>
  person.call<Record<string, unknown>>('DELETE', `/assistant/cache${query}`);

const embedded = async (person: Person): Promise<number> => (await person.stats()).combined.embedded_texts;

describe('DELETE /assistant/cache', () => {
  it('leaves nothing of a tenant to be served: the model is asked again, and its answer is a hit again', async () => {
    const { admin, bob } = await warm();
    const before = await embedded(bob);
    expect(await purge(admin)).toMatchObject({
      status: 200,
      body: {
        purged: true,
        layer: null,
        corpus: null,
        also_served_for_s: { always: 0, without_database: 0 },
      },
    });
    const again = await bob.ask(QUESTION);
    expect(again.body.metadata).toMatchObject({ match: null, layer: null });
    expect(await embedded(bob)).toBe(before + 1);
    expect(await matchOf(bob)).toBe('exact');
  });

  it('leaves other tenants alone', async () => {
    const [one, other] = [await warm(), await warm()];
    await purge(one.admin);
    expect(await matchOf(other.bob)).toBe('exact');
  });

  it('purges answers alone, so that the same passages are read from L3', async () => {
    const { admin, bob } = await warm();
    await purge(admin, '?layer=l1');
    expect((await bob.ask(QUESTION)).body.metadata).toMatchObject({ match: null, layer: 'l3' });
  });

  it('purges contexts alone, which no exact hit needs', async () => {
    const { admin, bob } = await warm();
    await purge(admin, '?layer=l3');
    expect(await matchOf(bob)).toBe('exact');
    const anew = await bob.ask(QUESTION, { top_k: 3 });
    expect(anew.body.metadata).toMatchObject({ layer: null });
  });

  it('purges vectors alone: the question is embedded again when it has to be', async () => {
    const { admin, bob } = await warm();
    await purge(admin, '?layer=l2');
    expect(await matchOf(bob)).toBe('exact');
    const before = await embedded(bob);
    await bob.ask(QUESTION, { top_k: 3 });
    expect(await embedded(bob)).toBe(before + 1);
  });

  it('purges what was answered from one corpus, and not what was answered from others', async () => {
    const { admin, bob, tenant } = await warm();
    const cook = app.as({ sub: 'cook', tenant, workspaces: ['kitchen'] });
    await cook.write({ ...SHARED, workspace: 'kitchen' });
    await cook.ask(QUESTION);
    expect((await purge(admin, `?corpus=${tenant}/w/eng`)).status).toBe(200);
    expect(await matchOf(cook)).toBe('exact');
    expect(await matchOf(bob)).toBeNull();
    expect(await matchOf(bob)).toBe('exact');
  });

  describe('of a corpus', () => {
    const ROTA = { title: 'Kitchen rota', body: 'On Tuesday Olga washes up.', visibility: 'workspace' };
    const DISHES = 'Who washes up on Tuesday?';

    /** One passage, so that the evidence is the same for all. */
    const asks = async (person: Person, question: string) => {
      const { metadata, sources } = (await person.ask(question, { top_k: 1 })).body;
      return { match: metadata.match, titles: sources.map(({ title }) => title) };
    };

    /**
     * A tenant whose workspaces `kitchen` and `attic` are purged, and whose question about the kitchen was answered once again.
     * `cook` reads the kitchen, `smith` the kitchen and the attic, `bob` neither; all of them read `eng` with the bakery.
     */
    async function purged() {
      const tenant = randomUUID();
      const person = (sub: string, ...workspaces: string[]): Person =>
        app.as({ sub, tenant, workspaces: ['eng', ...workspaces] });
      const admin = app.as({ sub: 'ann', tenant, roles: ['admin'], workspaces: ['attic', 'eng', 'kitchen'] });
      await admin.write({ ...SHARED, workspace: 'eng' });
      await admin.write({ ...ROTA, workspace: 'kitchen' });
      await admin.write({
        title: 'Attic',
        body: 'Skis and a globe.',
        visibility: 'workspace',
        workspace: 'attic',
      });
      const cook = person('cook', 'kitchen');
      await asks(cook, DISHES);
      for (const corpus of ['kitchen', 'attic']) await purge(admin, `?corpus=${tenant}/w/${corpus}`);
      expect(await asks(cook, DISHES)).toEqual({ match: null, titles: ['Kitchen rota'] });
      const [smith, bob] = [person('smith', 'kitchen', 'attic'), person('bob')];
      return { admin, tenant, cook, smith, bob, calls: modelCalls() };
    }

    it('leaves a reader and a non-reader to share an answer that does not cite it', async () => {
      const { cook, bob, calls } = await purged();
      expect(await asks(cook, QUESTION)).toEqual({ match: null, titles: ['Bakery hours'] });
      expect(await asks(bob, QUESTION)).toEqual({ match: 'revalidated', titles: ['Bakery hours'] });
      expect(modelCalls()).toBe(calls + 1);
    });

    it('leaves a non-reader and a reader to share it as well, whoever asked first', async () => {
      const { admin, cook, bob, tenant, calls } = await purged();
      expect(await asks(bob, QUESTION)).toEqual({ match: null, titles: ['Bakery hours'] });
      expect(await asks(cook, QUESTION)).toEqual({ match: 'revalidated', titles: ['Bakery hours'] });
      expect(modelCalls()).toBe(calls + 1);

      await purge(admin, `?corpus=${tenant}/w/kitchen`);
      expect(await asks(cook, QUESTION)).toEqual({ match: null, titles: ['Bakery hours'] });
      for (const who of [bob, cook]) expect((await asks(who, QUESTION)).match).toBe('exact');
      expect(modelCalls()).toBe(calls + 2);
    });

    it('leaves its readers to share an answer, whatever else they may read that was purged before', async () => {
      const { smith, calls } = await purged();
      expect(await asks(smith, DISHES)).toEqual({ match: 'revalidated', titles: ['Kitchen rota'] });
      expect(modelCalls()).toBe(calls);
    });

    it('leaves its readers to share an answer, after one call for whoever may read more that was purged since', async () => {
      const { admin, cook, smith, tenant, calls } = await purged();
      await purge(admin, `?corpus=${tenant}/w/attic`);
      expect(await asks(smith, DISHES)).toEqual({ match: null, titles: ['Kitchen rota'] });
      expect(await asks(cook, DISHES)).toEqual({ match: 'exact', titles: ['Kitchen rota'] });
      expect(await asks(smith, DISHES)).toEqual({ match: 'exact', titles: ['Kitchen rota'] });
      expect(modelCalls()).toBe(calls + 1);
    });

    it('gives its readers no answer of before, though it does not cite the corpus, and others go on', async () => {
      const { admin, cook, bob, tenant } = await purged();
      expect(await asks(bob, QUESTION)).toEqual({ match: null, titles: ['Bakery hours'] });
      await purge(admin, `?corpus=${tenant}/w/kitchen`);
      expect(await asks(bob, QUESTION)).toEqual({ match: 'exact', titles: ['Bakery hours'] });
      expect(await asks(cook, QUESTION)).toEqual({ match: null, titles: ['Bakery hours'] });
      const calls = modelCalls();
      for (const who of [bob, cook]) expect((await asks(who, QUESTION)).match).toBe('exact');
      expect(modelCalls()).toBe(calls);
    });
  });

  it('purges the answers of a corpus alone: what cites it is generated anew from the passages in L3', async () => {
    const { admin, bob, tenant } = await warm();
    expect((await purge(admin, `?layer=l1&corpus=${tenant}/w/eng`)).status).toBe(200);
    expect((await bob.ask(QUESTION)).body.metadata).toMatchObject({ match: null, layer: 'l3' });
    expect(await matchOf(bob)).toBe('exact');
  });

  it('says what there is, and changes nothing, in a dry run', async () => {
    const { admin, bob } = await warm();
    const { status, body } = await purge(admin, '?dry_run=true');
    expect([status, body.purged]).toEqual([200, false]);
    const { l1_query, l2_embedding, l3_context } = await bob.stats();
    expect(body.entries_at_most).toEqual({
      l1_query: l1_query.total_entries,
      l2_embedding: l2_embedding.total_entries,
      l3_context: l3_context.total_entries,
    });
    expect(l1_query.total_entries).toBeGreaterThan(0);
    expect(await matchOf(bob)).toBe('exact');
  });

  it('is for admins, for corpora of their tenant, and refuses what makes no sense, each changing nothing', async () => {
    const [{ admin, bob }, other] = [await warm(), await warm()];
    const refusals = [
      [await purge(bob), 403, 'not_an_admin'],
      [await purge(admin, `?corpus=${other.tenant}/w/eng`), 404, 'no_such_corpus'],
      [await purge(admin, '?layer=l4'), 400, 'invalid_request'],
      [await purge(admin, '?layer=l2&corpus=a/w/b'), 400, 'invalid_request'],
      [await purge(admin, '?everything=yes'), 400, 'invalid_request'],
    ] as const;
    for (const [answer, status, code] of refusals) {
      expect([answer.status, problemOf(answer).code]).toEqual([status, code]);
    }
    expect([await matchOf(bob), await matchOf(other.bob)]).toEqual(['exact', 'exact']);
  });

  it('is not undone by what was under way: an answer that began before is not stored for after', async () => {
    const { admin, bob } = await warm();
    const question = 'On which day does the bakery open at nine?';
    const release = model.hold();
    const before = modelCalls();
    const slow = bob.ask(question);
    await arrived(before + 1);
    await purge(admin);
    release();
    await slow;
    expect((await bob.ask(question)).body.metadata.match).toBeNull();
  });
});

describe('DELETE /assistant/cache where stamps may be reused for a minute', () => {
  const relaxed = withModel({ env: { FRESHNESS_MAX_AGE_MS: '60000' } });

  it('holds at once on the instance that was told, and says for how long it may not on others', async () => {
    const admin = relaxed.app.as({ sub: 'ann', tenant: randomUUID(), roles: ['admin'] });
    await admin.write(SHARED);
    await admin.ask(QUESTION);
    expect(await matchOf(admin)).toBe('exact');
    expect((await purge(admin)).body).toMatchObject({
      also_served_for_s: { always: 60, without_database: 0 },
    });
    expect(await matchOf(admin)).toBeNull();
    expect(relaxed.modelCalls()).toBe(2);
  });
});
