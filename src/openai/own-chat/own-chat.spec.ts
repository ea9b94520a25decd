import fc from 'fast-check';
import type { Turn } from '../../core';
import { FIRST, LAST, OF_PEOPLE, OF_PROGRAMS } from './own-chat.cases';
import { chatTaskOf, withTask } from './own-chat';

describe('what a program asks about its own chat', () => {
  it('is tried in the shapes of enough programs, and of enough people', () => {
    expect(new Set(OF_PROGRAMS.map(({ from }) => from.split(':')[0])).size).toBeGreaterThanOrEqual(15);
    expect(OF_PROGRAMS.length).toBeGreaterThanOrEqual(30);
    expect(OF_PEOPLE.length).toBeGreaterThanOrEqual(60);
  });

  it.each(OF_PROGRAMS)('is recognised: $from', ({ question, earlier = [], wanted: [wants, key] }) => {
    const task = chatTaskOf(question, earlier);
    expect([task?.wants, task?.json?.key ?? null]).toEqual([wants, key]);
    expect(task?.first.startsWith(FIRST)).toBe(true);
  });

  it.each(OF_PEOPLE)('is not what this is, from $from: $question', ({ question, earlier = [] }) => {
    expect(chatTaskOf(question, earlier)).toBeNull();
  });

  it('is known with what was said last, which is what a search would be for', () => {
    const condensed = OF_PROGRAMS.filter(({ wanted: [wants, key] }) => wants === 'query' && key === null);
    expect(condensed.length).toBeGreaterThan(1);
    for (const { from, question, earlier = [] } of condensed)
      expect([from, chatTaskOf(question, earlier)?.last]).toEqual([from, LAST]);
  });

  it('asks for a list where its JSON says so', () => {
    const lists = OF_PROGRAMS.filter(
      ({ question, earlier = [] }) => chatTaskOf(question, earlier)?.json?.isList,
    );
    expect(lists.map(({ wanted: [, key] }) => key)).toEqual(['tags', 'follow_ups', 'queries']);
  });

  it('is recognised whatever was said in the chat', () => {
    const title = OF_PROGRAMS[0];
    if (!title) throw new Error('There is no first case.');
    fc.assert(
      fc.property(fc.string({ maxLength: 200, unit: 'binary' }), (said) => {
        const task = chatTaskOf(
          title.question.replaceAll(FIRST, () => said),
          [],
        );
        expect(task).toMatchObject({ wants: 'title', json: { key: 'title', isList: false } });
      }),
    );
  });

  it('may stand in a system message behind the chat, but not in what an agent did for a question', () => {
    const [question, instruction] = [
      FIRST,
      'Summarize the discussion in 200 words or less, to be a prompt for future context.',
    ];
    const answered: Turn = { role: 'assistant', text: 'At nine.' };
    const closing: Turn = { role: 'system', text: instruction };
    expect(withTask({ question, later: [answered, closing] })).toMatchObject({
      question: instruction,
      earlier: [{ role: 'user', text: FIRST }, answered],
      later: [],
      task: { wants: 'summary', first: FIRST },
    });
    for (const later of [[answered], [closing, answered], [answered, { ...closing, text: 'Be brief.' }]]) {
      const asked = { question, later };
      expect(withTask(asked)).toBe(asked);
    }
    const alone = { question };
    expect(withTask(alone)).toBe(alone);
  });

  it('is looked for in bounded time, whatever is asked', () => {
    const turns: readonly Turn[] = [
      { role: 'user', text: FIRST },
      { role: 'assistant', text: 'At nine.' },
    ];
    const parts = [
      'title ',
      'generate ',
      '\n\n',
      'message: "',
      '“',
      '<user ',
      'user:\n',
      '1-',
      'no ',
      'JSON {"title": ',
      '*',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...parts), { minLength: 1, maxLength: 6 }), (some) => {
        const long = some.join('').repeat(100_000).slice(0, 100_000);
        const startedAt = performance.now();
        chatTaskOf(long, []);
        chatTaskOf(long, turns);
        chatTaskOf(FIRST, [{ role: 'system', text: long }, ...turns]);
        expect(performance.now() - startedAt).toBeLessThan(2_000);
      }),
      { numRuns: 50 },
    );
  });

  // Each of these took from half a second to 38 seconds before its expression was bounded.
  it.each([
    ['blanks', `title generate message${' '.repeat(99_000)}x`],
    ['line ends', `title generate message${'\n'.repeat(99_000)}x`],
    ['one word', `title ${'current '.repeat(9_900)}\n\nx`],
    ['digits', `Generate a title for this conversation. ${'1'.repeat(7_900)}`],
  ])('is looked for in bounded time in %s without an end', (_, long) => {
    const turns: readonly Turn[] = [{ role: 'user', text: FIRST }];
    const startedAt = performance.now();
    chatTaskOf(long, []);
    chatTaskOf(long, turns);
    chatTaskOf(FIRST, [{ role: 'system', text: long }, ...turns]);
    expect(performance.now() - startedAt).toBeLessThan(500);
  });
});
