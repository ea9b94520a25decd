import fc from 'fast-check';
import type { ModelEvent, Prompt, PromptPassage } from '../../core';
import { ExtractiveLanguageModel } from './extractive.language-model';
import { NOTHING_ANSWERS } from '../language/template';

const passage = (content: string, title = 'Note', section: string[] = []): PromptPassage => ({
  title,
  section,
  content,
});

async function listen(prompt: Prompt): Promise<ModelEvent[]> {
  const events: ModelEvent[] = [];
  for await (const event of new ExtractiveLanguageModel().stream(prompt)) events.push(event);
  return events;
}

async function ask(question: string, evidence: readonly PromptPassage[]): Promise<string> {
  const events = await listen({ question, evidence });
  return events.map((event) => (event.type === 'token' ? event.text : '')).join('');
}

const ROASTERY = passage(
  'Maren founded the roastery in 2019. It has two drums. We roast on Tuesdays and Thursdays. The rent is £900.',
);

describe('ExtractiveLanguageModel', () => {
  it('quotes the sentence that answers, and cites its passage', async () => {
    const garden = passage('The beans were sown in April. Water them twice a week.');
    expect(await ask('Who founded the roastery?', [garden, ROASTERY])).toBe(
      'Maren founded the roastery in 2019. [2]',
    );
    expect(await ask('On which days do we roast?', [ROASTERY])).toContain(
      'We roast on Tuesdays and Thursdays. [1]',
    );
  });

  it('says plainly that nothing answers', async () => {
    expect(await ask('What is the capital of Mongolia?', [ROASTERY])).toBe(NOTHING_ANSWERS);
    expect(await ask('Who founded the roastery?', [])).toBe(NOTHING_ANSWERS);
    expect(await ask('What is it?', [ROASTERY])).toBe(NOTHING_ANSWERS);
    expect(await ask('', [passage('')])).toBe(NOTHING_ANSWERS);
  });

  it('prefers a sentence with something of the asked type', async () => {
    const trip = passage('The Lisbon trip was planned by Ines. The Lisbon trip begins on 14 October.');
    expect(await ask('When is the Lisbon trip?', [trip])).toMatch(/14 October/);
    const who = await ask('Who planned the trip?', [
      passage('The trip is planned well. The trip was planned by Ines.'),
    ]);
    expect(who).toMatch(/Ines/);
  });

  it('gives a pronoun the sentence that it points to, in reading order', async () => {
    const tower = passage('The water tower stands in the park. It was painted green by volunteers in 1984.');
    expect(await ask('Who painted the tower green?', [tower])).toBe(
      'The water tower stands in the park. It was painted green by volunteers in 1984. [1]',
    );
  });

  it('reads headings, table headers and the line that leads in', async () => {
    const table = passage('| Bean | Price |\n|---|---|\n| Tesfa | 7.10 |\n| Mansa | 6.40 |');
    expect(await ask('What is the price of Tesfa?', [table])).toBe(
      '| Bean | Price |\n| --- | --- |\n| Tesfa | 7.10 |\n\n[1]',
    );
    const runbook = passage('To restart the web shop, run:\n```\nsystemctl restart shop\n```\nThen wait.');
    expect(await ask('How do I restart the web shop?', [runbook])).toBe(
      'To restart the web shop, run:\n```\nsystemctl restart shop\n```\nThen wait. [1]',
    );
    const sections = [
      passage('It takes two days.', 'Deliveries', ['Bags']),
      passage('It takes six weeks.', 'Deliveries', ['Printed boxes']),
    ];
    expect(await ask('How long does a delivery of printed boxes take?', sections)).toContain(
      'six weeks. [2]',
    );
  });

  it('says the same sentence of two passages once', async () => {
    expect(await ask('Who founded the roastery?', [ROASTERY, ROASTERY])).toBe(
      'Maren founded the roastery in 2019. [1]',
    );
  });

  it('cuts an endless line at a word and stays within its bounds', async () => {
    const line = passage(`answer ${'blah '.repeat(2_000)}`);
    const answer = await ask('What is the answer?', [line]);
    expect(answer).toMatch(/^answer (?:blah )+blah… \[1\]$/);
    expect(answer.length).toBeLessThanOrEqual(500);
  });

  it('is a stream of tokens and one complete end', async () => {
    const events = await listen({ question: 'Who founded the roastery?', evidence: [ROASTERY] });
    expect(events.slice(0, -1).map(({ type }) => type)).toEqual(['token']);
    expect(events.at(-1)).toEqual({ type: 'end', finish: 'stop', usage: null, answerable: true });
  });

  it('throws the reason of an aborted signal', async () => {
    const reason = new Error('gone');
    const stream = new ExtractiveLanguageModel().stream(
      { question: 'x', evidence: [] },
      AbortSignal.abort(reason),
    );
    await expect(stream.next()).rejects.toBe(reason);
  });

  it('quotes only what is there, at most three times and within bounds, and always the same', async () => {
    const word = fc.constantFrom(
      'roastery',
      'Maren',
      'founded',
      '2019',
      'It',
      'the',
      'drum',
      'drums',
      '£25',
      'blue',
    );
    const text = fc.array(word, { minLength: 3, maxLength: 30 }).map((words) => `${words.join(' ')}.`);
    const content = fc.array(text, { minLength: 1, maxLength: 6 }).map((sentences) => sentences.join(' '));
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(text, fc.array(content, { maxLength: 5 }), async (question, contents) => {
        const evidence = contents.map((one) => passage(one));
        const answer = await ask(question, evidence);
        expect(await ask(question, evidence)).toBe(answer);
        if (answer === NOTHING_ANSWERS) return;
        answered += 1;
        const quotes = answer.split('\n').map((line) => /^(.*) \[(\d)\]$/.exec(line));
        expect(quotes.length).toBeLessThanOrEqual(3);
        expect(answer.length).toBeLessThanOrEqual(500);
        for (const quote of quotes) expect(contents[Number(quote?.[2]) - 1]).toContain(quote?.[1]);
      }),
    );
    expect(answered).toBeGreaterThan(10);
  });

  it('takes any question and any evidence', async () => {
    const any = fc.string({ unit: 'binary', maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(any, fc.array(any, { maxLength: 5 }), async (question, contents) => {
        expect(
          await ask(
            question,
            contents.map((content) => passage(content)),
          ),
        ).not.toBe('');
      }),
    );
  });

  it.each([
    ['one letter', 'a'],
    ['spaces', ' '],
    ['line ends', '\n'],
    ['digits and points', '1.'],
    ['pipes', '|'],
    ['pipes and spaces', '| '],
    ['quote marks', '> '],
    ['capitals with stops', 'A. '],
    ['table rows under a rule', '|a|\n|-|\n'],
    ['items under leads', '- a:\n'],
    ['accents', 'e\u0301'],
    ['surrogates', '\ud83d'],
  ])('takes time in proportion to the evidence when it is nothing but %s', async (_, unit) => {
    const cost = async (length: number): Promise<number> => {
      const evidence = [passage(unit.repeat(length / unit.length) + 'x')];
      const startedAt = performance.now();
      await ask(`${unit.repeat(500)} a e 1`, evidence);
      return performance.now() - startedAt;
    };
    await cost(10_000);
    // Quadratic work on as many characters took 10 s, linear work takes 10 to 800 ms.
    expect(await cost(100_000)).toBeLessThan(6_000);
  });
});
