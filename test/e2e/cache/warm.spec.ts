import type { Answer, Person } from '../../support/app';
import { withModel } from '../../support/with-app';

const QUESTIONS = ['When does the bakery open on Sundays?', 'Who bakes the bread of the bakery?'];
const NOTE = {
  title: 'Bakery',
  body: 'The bakery opens at nine on Sundays. Agnes bakes the bread.',
  visibility: 'workspace',
};

const { app, me } = withModel({ env: { PRICE_PER_MTOK_IN: '1', PRICE_PER_MTOK_OUT: '10' }, note: NOTE });

const warm = (person: Person, questions: readonly string[]) =>
  person.call<string>('POST', '/assistant/warm', { json: { questions } });

const linesOf = ({ body }: Answer<string>): unknown[] =>
  body
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown);

/** Each question's line in their order, then the totals. */
const inOrder = (answer: Answer<string>): unknown[] => {
  const lines = linesOf(answer) as { question?: number }[];
  return lines.sort(({ question: a = Infinity }, { question: b = Infinity }) => a - b);
};

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
