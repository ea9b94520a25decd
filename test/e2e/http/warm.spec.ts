import { randomUUID } from 'node:crypto';
import { JWT, startApp, tokenOf, type Claims, type Person } from '../../support/app';
import { problemOf } from '../../support/problem';
import { inOrder, linesOf, NOTE, QUESTIONS, warm } from '../../support/warming';
import { withModel } from '../../support/with-app';

const { app, model, modelCalls, arrived } = withModel({ env: { STREAM_HEARTBEAT_MS: '50' } });
let me: Person;
let claims: Claims;

beforeEach(async () => {
  claims = { sub: 'ann', tenant: randomUUID() };
  me = app.as(claims);
  await me.write(NOTE);
});

describe('POST /assistant/warm', () => {
  it('goes on after a question that is refused or that the model fails, and says which', async () => {
    model.answerWith((prompt) => (prompt.includes('Who bakes') ? '' : 'Nine.'));
    const lines = inOrder(await warm(me, [' ? ', QUESTIONS[1] ?? '', QUESTIONS[0] ?? '']));
    model.answerWith((prompt) => `From the notes: ${prompt}`);
    expect(lines).toMatchObject([
      { question: 0, outcome: 'failed', code: 'question_empty' },
      { question: 1, outcome: 'failed', code: 'language_model_unavailable' },
      { question: 2, outcome: 'generated' },
      { done: true, generated: 1, failed: 2 },
    ]);
  });

  it('answers four questions at once, and one for each further caller', async () => {
    const many = Array.from({ length: 10 }, (_, at) => `On which ${at} days does the bakery open?`);
    const other = app.newcomer();
    await other.write(NOTE);
    const release = model.hold();
    const first = warm(me, many);
    await arrived(4);
    const second = warm(other, many);
    await arrived(5);
    // Whatever else were asked would have been, by the time that somebody else is answered who needs no model.
    await app.newcomer().ask(QUESTIONS[0] ?? '');
    expect(modelCalls()).toBe(5);
    release();
    for (const answer of [await first, await second])
      expect(linesOf(answer).at(-1)).toMatchObject({ done: true, generated: 10, failed: 0 });
  });

  it('tells of each question when it is answered, though one before it is not, and keeps the line open', async () => {
    const release = model.hold();
    const call = await fetch(`${app.url}/assistant/warm`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${tokenOf(claims)}` },
      body: JSON.stringify({ questions: [QUESTIONS[0], ' ? '] }),
    });
    let heard = '';
    for await (const piece of call.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      heard += piece;
      if (heard.includes('\n\n\n')) release();
    }
    expect(heard).toMatch(
      /^\{"question":1,"outcome":"failed","code":"question_empty"\}\n\n\n+\{"question":0,/,
    );
    expect(heard).toMatch(/\}\n\{"done":true,.*\}\n$/);
  });

  it.each([
    ['no questions', { questions: [] }],
    ['too many', { questions: Array.from({ length: 1_001 }, () => 'why?') }],
    ['what is no text', { questions: ['why?', 7] }],
    ['no passages', { questions: ['why?'], top_k: 0 }],
    ['a misspelt field', { question: 'why?' }],
  ])('refuses %s', async (_, json) => {
    const refused = await me.call<Record<string, unknown>>('POST', '/assistant/warm', { json });
    expect([refused.status, problemOf(refused).code]).toEqual([400, 'invalid_request']);
  });

  it('works for four callers at once, and lets go of one who left', async () => {
    const release = model.hold();
    const ended = model.earlyEnds;
    const leaving = new AbortController();
    const leaver = { sub: 'ann', tenant: randomUUID() };
    await app.as(leaver).write(NOTE);
    const others = Array.from({ length: 3 }, () => app.newcomer());
    for (const other of others) await other.write(NOTE);
    const left = fetch(`${app.url}/assistant/warm`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${tokenOf(leaver)}` },
      body: JSON.stringify({ questions: QUESTIONS }),
      signal: leaving.signal,
    }).then(
      (response) => response.text(),
      () => 'left',
    );
    const kept = others.map((caller) => warm(caller, QUESTIONS));
    // Two of the first two callers each, and then one each.
    await arrived(6);
    const busy = await me.call<Record<string, unknown>>('POST', '/assistant/warm', {
      json: { questions: QUESTIONS },
    });
    expect([busy.status, busy.headers.get('retry-after'), problemOf(busy).code]).toEqual([
      503,
      '30',
      'warming_busy',
    ]);
    leaving.abort();
    await left.catch(() => 'left');
    await model.endedEarly(ended + 1);
    release();
    expect((await Promise.all(kept)).map((each) => linesOf(each).length)).toEqual([3, 3, 3]);
    expect(linesOf(await warm(me, QUESTIONS))).toHaveLength(3);
  });

  it('is ended by a shutdown, whose caller hears that not all was done', async () => {
    const own = await startApp({ ...model.env, ...JWT });
    const ann = own.newcomer();
    await ann.write(NOTE);
    const release = model.hold();
    const cut = warm(ann, QUESTIONS);
    await arrived(1);
    const closed = own.close();
    expect(linesOf(await cut)).toEqual([expect.objectContaining({ done: false, generated: 0, failed: 0 })]);
    release();
    await closed;
  });
});
