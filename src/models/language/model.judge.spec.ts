import { says, scriptedModel, type ScriptedModel } from '../../../test/support/scripted-model';
import type { JudgedAnswers } from '../../core';
import { ModelJudge } from './model.judge';

const ANSWERS: JudgedAnswers = {
  question: 'When does the bakery open?',
  candidate: 'What time does the bakery open?',
  fresh: 'It opens at nine. [1]',
  cached: 'At nine o’clock. [1]',
  evidence: [{ title: 'Bakery', section: ['Hours'], content: 'It opens at nine.' }],
};

describe('A model that judges', () => {
  let scripted: ScriptedModel;
  let said: string;
  let reason: string;

  beforeEach(async () => {
    [said, reason] = ['SAME', 'stop'];
    scripted = await scriptedModel((_, response) => {
      says(response, [said], reason);
    });
  });
  afterEach(() => scripted.close());

  const judge = () => new ModelJudge(scripted.model()).judge(ANSWERS, AbortSignal.timeout(10_000));

  it('is shown question, passages and both answers as data, coldly', async () => {
    await judge();
    const [request] = scripted.requests;
    expect(request).toMatchObject({ temperature: 0 });
    const messages = request?.['messages'] as { role: string; content: string }[];
    expect(messages.map(({ role }) => role)).toEqual(['system', 'user']);
    for (const text of [ANSWERS.question, ANSWERS.fresh, ANSWERS.cached, 'It opens at nine.'])
      expect(messages[1]?.content).toContain(JSON.stringify(text));
  });

  it.each([
    ['SAME', 'right'],
    ['Same.', 'right'],
    ['**SAME**', 'right'],
    ['Verdict: DIFFERENT', 'wrong'],
    ['UNSURE', 'uncertain'],
    ['SAME or DIFFERENT, who knows', 'uncertain'],
    ['They are alike.', 'uncertain'],
    ['', 'uncertain'],
  ])('that says %j finds the pair %s', async (words, verdict) => {
    said = words;
    expect((await judge()).verdict).toBe(verdict);
  });

  it('that was cut off has not decided', async () => {
    reason = 'length';
    expect((await judge()).verdict).toBe('uncertain');
  });

  it('is called as people call the model', () => {
    expect(new ModelJudge(scripted.model()).name).toBe(scripted.model().name);
  });
});
