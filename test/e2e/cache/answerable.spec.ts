import type { AnswerBody } from '../../support/app';
import { withApp, withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OTHER = 'Who sweeps the chimney of the bakery on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const CHIMNEY = { title: 'Bakery chimney', body: 'Hugo sweeps the chimney of the bakery on Sundays.' };
/** Near enough to the note to find it, in no word of it. */
const UNASKED = 'What time does the café close on weekdays?';
const CAFE = { title: 'Café', body: 'The café closes at six on weekdays.' };
const UNSAID = 'NO_ANSWER: Dazu steht nichts in den Notizen.';
const SAID = 'Dazu steht nichts in den Notizen.';

interface Chat {
  readonly choices: readonly { readonly message: { readonly content: string } }[];
  readonly trivet: Pick<AnswerBody, 'metadata'>;
}

describe('an answer of the extractive model', () => {
  const { app, me } = withApp({ note: OPENING });

  it('says whether the notes answer, also as a hit, and is counted where they do not', async () => {
    const told: unknown[] = [];
    const before = (await me.stats()).combined.unanswerable;
    for (const question of [QUESTION, QUESTION, UNASKED, UNASKED]) {
      const { body } = await me.ask(question);
      await app.stored();
      told.push([body.metadata['answerable'], body.metadata.match]);
    }
    expect(told).toEqual([
      [true, null],
      [true, 'exact'],
      [false, null],
      [false, 'exact'],
    ]);
    expect((await me.stats()).combined.unanswerable - before).toBe(2);
    const metrics = await fetch(`${app.url}/metrics`);
    expect(await metrics.text()).toMatch(/^trivet_unanswerable_total [1-9]/m);
  });

  it('is answered no more by a "no" when a note says it', async () => {
    const { body: before } = await me.ask(UNASKED);
    expect(before.metadata).toMatchObject({ answerable: false });
    expect(before.sources).toHaveLength(1);
    await app.stored();
    await me.write(CAFE);
    const { body } = await me.ask(UNASKED);
    expect(body.answer).toContain('at six');
    expect(body.metadata).toMatchObject({ answerable: true, match: null });
  });
});

describe('where nothing is found', () => {
  const { me } = withApp();

  it('there is no answer in the notes', async () => {
    const { body } = await me.ask(QUESTION);
    expect(body.metadata).toMatchObject({ answerable: false, model: null });
  });
});

describe('an answer of a language model', () => {
  const { app, me, model, modelCalls } = withModel({ note: OPENING });

  const chat = (question: string, more: object = {}) =>
    me.call<Chat>('POST', '/v1/chat/completions', {
      json: { model: 'trivet', messages: [{ role: 'user', content: question }], ...more },
    });

  it('that the notes do not answer reads as a sentence in the asker’s language, through every door and as a hit', async () => {
    model.answerWith(() => UNSAID);
    const { body } = await me.ask(OTHER);
    await app.stored();
    const again = await me.ask(OTHER);
    const chatted = await chat(OTHER);
    expect([body.answer, again.body.answer, chatted.body.choices[0]?.message.content]).toEqual(
      Array(3).fill(SAID),
    );
    expect(body.metadata).toMatchObject({ answerable: false, match: null });
    for (const { metadata } of [again.body, chatted.body.trivet])
      expect(metadata).toMatchObject({ answerable: false, match: 'exact' });
    expect(modelCalls()).toBe(1);
  });

  it('is true of any other answer', async () => {
    model.answerWith(() => 'At nine [1].');
    expect((await me.ask(QUESTION)).body.metadata).toMatchObject({ answerable: true });
  });

  it('streams without the mark, however it is cut, and the first word waits for no more than that', async () => {
    const pieces = ['NO_', 'ANSW', 'ER', ':', ' Dazu', ' steht nichts in den Notizen.'];
    const drip = model.drip(pieces);
    const reader = me.open(OTHER);
    drip.more(5);
    await reader.until(({ text }) => text === 'Dazu');
    drip.more();
    expect(await reader.ended).toBe('whole');
    drip.stop();
    expect(reader.text).toBe(SAID);
    expect(reader.done).toMatchObject({ answer: SAID, metadata: { answerable: false } });
  });

  it('is remembered although it begins as a refusal does, and is outdated by a note that answers', async () => {
    model.answerWith(() => 'NO_ANSWER: I’m sorry, the notes do not say who sweeps it.');
    await me.ask(OTHER);
    await app.stored();
    expect((await me.ask(OTHER)).body.metadata).toMatchObject({ match: 'exact', answerable: false });
    model.answerWith(() => 'Hugo does [1].');
    await me.write(CHIMNEY);
    const { body } = await me.ask(OTHER);
    expect(body).toMatchObject({ answer: 'Hugo does [1].', metadata: { answerable: true, match: null } });
  });

  it('in a form is judged by what it fills in', async () => {
    const schema = { type: 'object', properties: { who: { type: ['string', 'null'] } }, required: ['who'] };
    const response_format = { type: 'json_schema', json_schema: { name: 'who', schema } };
    model.answerWith(() => '{"who":null}');
    expect((await chat(OTHER, { response_format })).body.trivet.metadata).toMatchObject({
      answerable: false,
    });
    model.answerWith(() => '{"who":"Hugo"}');
    const told = await chat(`${OTHER} Say who.`, { response_format });
    expect(told.body.trivet.metadata).toMatchObject({ answerable: true });
  });

  it('is unknown where the model refuses, and where a program asks about its own chat', async () => {
    model.answerWith(() => 'I’m sorry, I can’t help with that.');
    expect((await me.ask(OTHER)).body.metadata).toMatchObject({ answerable: null });
    model.answerWith(() => '{"title":"Bakery"}');
    const task =
      '### Task:\nGenerate a concise, 3-5 word title.\n### Output:\nJSON format: { "title": "your title" }\n### Chat History:\n<chat_history>\nUSER: When does it open?\nASSISTANT: At nine.\n</chat_history>';
    expect((await chat(task)).body.trivet.metadata).toMatchObject({ answerable: null, reason: 'bypassed' });
  });
});
