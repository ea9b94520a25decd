import { watchBoarding } from '../../support/boarding';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = {
  title: 'Bakery hours',
  body: 'The bakery opens at nine on Sundays.',
  visibility: 'workspace',
};
const UNRELATED = {
  title: 'Bicycle',
  body: 'The rear brake cable was replaced by Ines in June.',
  visibility: 'workspace',
};

describe('an answer over HTTP', () => {
  const { app, model, me, modelCalls, arrived } = withModel();

  it('is a miss first and then an exact hit, however the question is typed', async () => {
    await me.write(OPENING);
    const first = await me.ask(QUESTION);
    expect(first.body.metadata).toMatchObject({
      cached: false,
      match: null,
      layer: null,
      reason: 'never_asked',
    });

    for (const typed of [
      QUESTION,
      'when does the bakery open on Sundays',
      '  WHEN DOES THE BAKERY OPEN ON SUNDAYS ??',
    ]) {
      const again = await me.ask(typed);
      expect(again.body.metadata).toMatchObject({
        cached: true,
        match: 'exact',
        layer: 'l1',
        reason: null,
        query: typed,
      });
      expect(again.body.answer).toBe(first.body.answer);
      expect(again.body.sources).toEqual(first.body.sources);
    }
    expect(modelCalls()).toBe(1);
  });

  it('is revalidated without asking the model when an unrelated note was written', async () => {
    await me.write(OPENING);
    const first = await me.ask(QUESTION);
    await me.write(UNRELATED);

    const second = await me.ask(QUESTION);
    expect(second.body.metadata).toMatchObject({ cached: true, match: 'revalidated', layer: 'l1' });
    expect(second.body.answer).toBe(first.body.answer);
    expect(modelCalls()).toBe(1);
    expect((await me.ask(QUESTION)).body.metadata.match).toBe('exact');
  });

  it('is a new one with nothing of the old after the note behind it was edited', async () => {
    const note = await me.write(OPENING);
    expect((await me.ask(QUESTION)).body.answer).toContain('nine');
    await me.edit(note, { body: 'The bakery opens at ten on Sundays.' });

    const { body } = await me.ask(QUESTION);
    expect(body.metadata).toMatchObject({ cached: false, reason: 'evidence_changed' });
    expect(JSON.stringify([body.answer, body.sources])).not.toContain('nine');
    expect(body.answer).toContain('ten');
  });

  it('is a new one with nothing of the old after only the title behind it was edited', async () => {
    const note = await me.write(OPENING);
    await me.ask(QUESTION);
    await me.edit(note, { title: 'Old hours' });
    const { body } = await me.ask(QUESTION);
    expect(body.metadata.match).toBeNull();
    expect(JSON.stringify([body.answer, body.sources])).not.toContain('Bakery hours');
  });

  it('says that there is nothing, without asking the model, after the only note was deleted', async () => {
    const note = await me.write(OPENING);
    await me.ask(QUESTION);
    await me.remove(note);

    const { body } = await me.ask(QUESTION);
    expect(body).toMatchObject({ answer: 'There is nothing in your notes about this.', sources: [] });
    expect(body.metadata).toMatchObject({ model: null, match: null });
    expect(modelCalls()).toBe(1);
  });

  it('is found again without a model call when an edit is undone', async () => {
    const note = await me.write(OPENING);
    const first = await me.ask(QUESTION);
    await me.edit(note, { body: 'The bakery opens at ten on Sundays.' });
    await me.ask(QUESTION);
    await me.edit(note, { body: OPENING.body });

    const undone = await me.ask(QUESTION);
    expect(undone.body.metadata.match).toBe('revalidated');
    expect(undone.body.answer).toBe(first.body.answer);
    expect(modelCalls()).toBe(2);
  });

  it('that was being generated while its note was edited is never served to a later question', async () => {
    const note = await me.write(OPENING);
    const release = model.hold();
    const slow = me.ask(QUESTION);
    await arrived(1);
    await me.edit(note, { body: 'The bakery opens at ten on Sundays.' });
    release();
    expect((await slow).body.answer).toContain('nine');

    for (let round = 0; round < 3; round++) {
      const later = await me.ask(QUESTION);
      expect(later.body.answer).toContain('ten');
      expect(later.body.answer).not.toContain('nine');
    }
  });

  it('is generated once for questions that are equal at the same moment', async () => {
    await me.write(OPENING);
    const { aboard } = watchBoarding(app);
    const release = model.hold();
    const crowd = Array.from({ length: 20 }, () => me.ask(QUESTION));
    await arrived(1);
    await aboard(20);
    release();
    const answers = await Promise.all(crowd);

    expect(new Set(answers.map(({ body }) => body.answer)).size).toBe(1);
    expect(modelCalls()).toBe(1);
    expect(new Set(answers.map(({ body }) => body.metadata['request_id'])).size).toBe(20);
  });

  it('of a note that was just written is there at once, every time', async () => {
    for (let round = 0; round < 15; round++) {
      await me.write({
        title: 'Locker',
        body: `The locker code of week ${round} is ${1000 + round}.`,
        visibility: 'private',
      });
      const { body } = await me.ask(`What is the locker code of week ${round}?`, { top_k: 20 });
      expect(JSON.stringify(body.sources)).toContain(`is ${1000 + round}.`);
    }
  });
});
