import { randomUUID } from 'node:crypto';
import { type Principal, SemanticSimilarity } from '../../../src/core';
import { ALIKE, asked, ASKED, NINE, OPENING, PERMIT_ASKED } from '../../support/semantic';
import { withModel } from '../../support/with-app';

const { app, model, modelCalls } = withModel({ env: { CACHE_SEMANTIC_MODE: 'shadow' } });

/** As a host would use it. */
const check = (question: string, principal: Principal) =>
  app.nest.get(SemanticSimilarity, { strict: false }).checkSemanticSimilarity(question, principal);

const principalOf = (tenant: string, user: string): Principal => ({
  tenant,
  user,
  workspaces: ['eng'],
  roles: [],
});

describe('checkSemanticSimilarity', () => {
  it('tells the nearest earlier question of a person’s own scope, and what rejects it; nothing is counted or asked', async () => {
    model.answerWith(() => NINE);
    const tenant = randomUUID();
    const ann = app.as({ sub: 'ann', tenant });
    await ann.write({ ...OPENING, visibility: 'workspace' });
    await asked(app, ann, ASKED);
    const { combined, semantic } = await ann.stats();

    const near = { outcome: 'near', question: ASKED, similarity: expect.closeTo(0.98, 1) as number };
    expect(await check(ALIKE, principalOf(tenant, 'ann'))).toEqual({ ...near, rejectedBy: null });
    expect(await check('When does the bakery open on Mondays?', principalOf(tenant, 'bob'))).toMatchObject({
      outcome: 'near',
      rejectedBy: expect.any(String) as string,
    });
    expect(await check(PERMIT_ASKED, principalOf(tenant, 'ann'))).toEqual({ outcome: 'none' });
    expect(await check(ALIKE, principalOf(randomUUID(), 'ann'))).toEqual({ outcome: 'none' });

    expect(await ann.stats()).toMatchObject({ combined, semantic });
    expect(modelCalls()).toBe(1);
  });
});
