import { inOrder, linesOf, NOTE, QUESTIONS, warm } from '../../support/warming';
import { withModel } from '../../support/with-app';

const { app, me } = withModel({ env: { PRICE_PER_MTOK_IN: '1', PRICE_PER_MTOK_OUT: '10' }, note: NOTE });

describe('POST /assistant/warm', () => {
  it('answers questions before anybody asks them, and says what became of each and of all', async () => {
    const answer = await warm(me, QUESTIONS);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/x-ndjson']);
    const totals = { done: true, generated: 2, hits: 0, failed: 0, cost_usd: 0.006 };
    expect(inOrder(answer)).toEqual([
      { question: 0, outcome: 'generated' },
      { question: 1, outcome: 'generated' },
      { ...totals, elapsed_ms: expect.any(Number) as number },
    ]);
    for (const question of QUESTIONS) expect((await me.ask(question)).body.metadata.match).toBe('exact');
    expect(linesOf(await warm(me, QUESTIONS)).at(-1)).toMatchObject({ generated: 0, hits: 2, cost_usd: 0 });
  });

  it('warms for the scope of who calls, and for nobody else', async () => {
    const other = app.newcomer();
    await other.write({ ...NOTE, body: 'The bakery is closed on Sundays.' });
    await warm(me, QUESTIONS);
    const { answer, metadata } = (await other.ask(QUESTIONS[0] ?? '')).body;
    expect([metadata.match, answer]).toEqual([null, expect.stringContaining('closed')]);
  });
});
