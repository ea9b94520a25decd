import { randomUUID } from 'node:crypto';
import { Judgements, Servings } from '../../../src/core';
import type { Answer, Person } from '../../support/app';
import { eventually } from '../../support/eventually';
import { metric } from '../../support/metric';
import { problemOf } from '../../support/problem';
import { ALIKE, asked, ASKED, matchOf, NINE, OPENING, SERVE } from '../../support/semantic';
import { withModel } from '../../support/with-app';

interface Effect {
  readonly effect: string;
  readonly message: string;
  readonly request_id: string;
}

const { app, model, modelCalls } = withModel({ env: SERVE });

let ann: Person;
let bob: Person;

beforeEach(async () => {
  const tenant = randomUUID();
  [ann, bob] = [app.as({ sub: 'ann', tenant }), app.as({ sub: 'bob', tenant })];
  model.answerWith(() => NINE);
  await ann.write({ ...OPENING, visibility: 'workspace' });
  await asked(app, ann, ASKED);
});

const requestOf = ({ body }: Answer): string => String(body.metadata['request_id']);
const say = (person: Person, requestId: string, correct = false): Promise<Answer<Effect>> =>
  person.call<Effect>('POST', '/assistant/feedback', { json: { request_id: requestId, correct } });

describe('POST /assistant/feedback', () => {
  it('that an answer was wrong has the pair served no more, and says so', async () => {
    const served = await bob.ask(ALIKE);
    expect(served.body.metadata.match).toBe('semantic');
    const { refuted } = (await bob.stats()).semantic;

    const { status, body } = await say(bob, requestOf(served));
    expect([status, body.effect, body.request_id]).toEqual([200, 'refuted', requestOf(served)]);
    expect(body.message).toContain('not matched again');

    expect(await matchOf(bob, ALIKE)).toBeNull();
    expect(modelCalls()).toBe(2);
    expect((await bob.stats()).semantic.refuted).toBe(refuted + 1);
    expect(await metric(bob, 'trivet_semantic_refuted_total', {})).toBe(refuted + 1);
  });

  it('is counted by the monitor and by the certificate', async () => {
    const served = await bob.ask(ALIKE);
    await say(bob, requestOf(served));
    const { certificate } = (await bob.stats()).semantic;
    expect(certificate).toMatchObject({ pairs: 1, wrong: 1, monitor: { audits: 1, wrong: 1 } });
  });

  it('acts for all who may read the same: the earlier question answers nobody any more until it is asked again', async () => {
    const served = await bob.ask(ALIKE);
    await say(bob, requestOf(served));
    expect(
      await matchOf(ann, 'What time does the bakery open on Sundays?', { cache: { max_age: 0 } }),
    ).toBeNull();
  });

  it('that an answer was right changes nothing', async () => {
    const served = await bob.ask(ALIKE);
    const { body } = await say(bob, requestOf(served), true);
    expect(body.effect).toBe('none');
    expect(body.message).toContain('only "correct": false');
    expect(await matchOf(bob, ALIKE)).toBe('semantic');
  });

  it('comes too late the second time', async () => {
    const served = await bob.ask(ALIKE);
    expect((await say(bob, requestOf(served))).body.effect).toBe('refuted');
    expect((await say(bob, requestOf(served))).body.effect).toBe('none');
    expect((await bob.stats()).semantic.certificate).toMatchObject({ pairs: 1 });
  });

  it('of an answer to the question itself has no effect, and says why', async () => {
    const exact = await ann.ask(ASKED);
    expect(exact.body.metadata.match).toBe('exact');
    const { body } = await say(ann, requestOf(exact));
    expect(body.effect).toBe('none');
    expect(body.message).toContain('no answer of another question');
    expect(await matchOf(ann, ASKED)).toBe('exact');
  });

  it('of another person touches nothing, nor of another tenant', async () => {
    const served = await bob.ask(ALIKE);
    for (const other of [ann, app.newcomer(), app.as({ sub: 'bob', tenant: randomUUID() })])
      expect((await say(other, requestOf(served))).body.effect).toBe('none');
    expect(await matchOf(bob, ALIKE)).toBe('semantic');
  });

  it('counts for the tenant that it came from alone', async () => {
    const served = await bob.ask(ALIKE);
    await say(bob, requestOf(served));
    expect((await app.newcomer().stats()).semantic.certificate).toMatchObject({ pairs: 0, wrong: 0 });
  });

  it('is taken of an answer through OpenAI’s door, by its X-Request-Id', async () => {
    const json = { model: 'trivet', messages: [{ role: 'user', content: ALIKE }], stream: true };
    const { headers } = await bob.call('POST', '/v1/chat/completions', { json });
    expect(headers.get('cache-status')).toContain('semantic');
    const { body } = await say(bob, headers.get('x-request-id') ?? '');
    expect(body.effect).toBe('refuted');
  });

  it('is taken also before the note of what was served is written', async () => {
    const judgements = app.nest.get(Judgements, { strict: false });
    const write = judgements.noteServing.bind(judgements);
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    const noting = jest.spyOn(judgements, 'noteServing').mockImplementationOnce(async (serving) => {
      await held;
      await write(serving);
    });
    const refuting = jest.spyOn(app.nest.get(Servings, { strict: false }), 'refute');
    const told = say(bob, requestOf(await bob.ask(ALIKE)));
    await eventually('the feedback is there', () => refuting.mock.calls.length === 1);
    release();
    expect((await told).body.effect).toBe('refuted');
    noting.mockRestore();
    refuting.mockRestore();
  });

  it.each([
    [{}],
    [{ request_id: 'x' }],
    [{ correct: false }],
    [{ request_id: '', correct: false }],
    [{ request_id: 'x'.repeat(65), correct: false }],
    [{ request_id: 1, correct: false }],
    [{ request_id: 'x', correct: 'no' }],
    [{ request_id: 'x', correct: false, comment: 'bad' }],
    [[]],
  ])('that is %j is refused', async (json) => {
    const refused = await bob.call('POST', '/assistant/feedback', { json });
    const { status, code, errors } = problemOf(refused);
    expect([status, code]).toEqual([400, 'invalid_request']);
    expect(errors?.length).toBeGreaterThan(0);
  });

  it('of nobody is refused', async () => {
    expect(problemOf(await say(app.as(), 'x'))).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('of a request id with a character that no text may have is refused or has no effect', async () => {
    const { status } = await say(bob, 'a\u0000b');
    expect(status).toBe(400);
  });
});
