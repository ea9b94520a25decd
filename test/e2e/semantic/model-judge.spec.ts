import { ALIKE, asked, ASKED, judged, NINE, OPENING } from '../../support/semantic';
import { withModel } from '../../support/with-app';

const env = {
  CACHE_SEMANTIC_MODE: 'shadow',
  CACHE_SEMANTIC_JUDGE: 'model',
  PRICE_PER_MTOK_IN: '3',
  PRICE_PER_MTOK_OUT: '15',
};
/** A call has 1,000 prompt tokens and 200 answer tokens. */
const CALL_USD = 0.006;

const { app, me, model, modelCalls } = withModel({ env, note: OPENING });

/** Says this of two answers, and answers questions in other words each time. */
function says(verdict: string): void {
  const wordings = [
    NINE,
    'The doors of the shop are unlocked when the clock strikes nine in the morning. [1]',
  ];
  model.answerWith((prompt) => (prompt.includes('Second answer:') ? verdict : (wordings.shift() ?? NINE)));
}

describe('CACHE_SEMANTIC_JUDGE=model', () => {
  it('has the model compare two answers after the second was sent, and counts what that costs', async () => {
    says('SAME');
    const before = await me.stats();
    await asked(app, me, ASKED);
    await me.ask(ALIKE);
    await judged({ person: me, count: before.semantic.judged.right + 1 });
    const after = await me.stats();
    expect(after.semantic.judged.right).toBe(before.semantic.judged.right + 1);
    expect(after.semantic.promoted).toBe(before.semantic.promoted + 1);
    expect(after.semantic.judge).toEqual({ name: 'test-model', own_error: null });
    expect(modelCalls()).toBe(3);
    expect(after.combined.total_cost - before.combined.total_cost).toBeCloseTo(3 * CALL_USD, 10);
  });

  it('counts what it cannot tell as wrong', async () => {
    says('It depends.');
    const { uncertain, right } = (await me.stats()).semantic.judged;
    await asked(app, me, ASKED);
    await me.ask(ALIKE);
    await judged({ person: me, count: uncertain + right + 1 });
    const { semantic } = await me.stats();
    expect(semantic.judged.uncertain).toBe(uncertain + 1);
    expect(semantic.certificate).toMatchObject({ pairs: 1, wrong: 1 });
  });
});
