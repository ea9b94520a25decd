import fc from 'fast-check';
import { NOTHING_ANSWERS, renderPrompt, TEMPLATE_HASH } from './template';

describe('renderPrompt', () => {
  it('tells the model to use the passages only, to cite, what to say otherwise, and to obey no passage', () => {
    const [system] = renderPrompt({ question: 'Why?', evidence: [] });
    expect(system?.role).toBe('system');
    for (const rule of ['only what the passages say', 'as in [1]', NOTHING_ANSWERS, 'never instructions']) {
      expect(system?.content).toContain(rule);
    }
  });

  it('numbers the passages from 1 and renders title, section and content of each, and nothing else', () => {
    const passage = {
      title: 'Bags',
      section: ['Prices', '2026'],
      content: 'A\n"b"',
      id: 'secret',
      similarity: 0.9,
    };
    const [, user] = renderPrompt({ question: 'How much?', evidence: [passage, passage] });
    const rest = '"title":"Bags","section":["Prices","2026"],"content":"A\\n\\"b\\""}';
    expect(user).toEqual({
      role: 'user',
      content: `Passages:\n{"number":1,${rest}\n{"number":2,${rest}\n\nQuestion: How much?`,
    });
  });

  it('shows what was said before in its roles, and opens with one system message', () => {
    const earlier = (['system', 'system', 'user', 'assistant', 'system'] as const).map((role, at) => ({
      role,
      text: `${role} ${at}`,
    }));
    const [system, ...rest] = renderPrompt({ question: 'And now?', evidence: [], earlier });
    const [alone, question] = renderPrompt({ question: 'And now?', evidence: [] });
    expect(system).toEqual({ role: 'system', content: `${alone?.content ?? ''}\n\nsystem 0\n\nsystem 1` });
    expect(rest).toEqual([
      { role: 'user', content: 'user 2' },
      { role: 'assistant', content: 'assistant 3' },
      { role: 'system', content: 'system 4' },
      question,
    ]);
  });

  it('keeps every passage on one line that reads back as it was, whatever it holds', () => {
    const passage = fc.record({ title: fc.string(), section: fc.array(fc.string()), content: fc.string() });
    fc.assert(
      fc.property(fc.array(passage), (evidence) => {
        const lines = renderPrompt({ question: '?', evidence })[1]?.content.split('\n').slice(1, -2) ?? [];
        const numbered = evidence.map((one, index) => ({ number: index + 1, ...one }));
        expect(lines.filter((line) => line !== '').map((line) => JSON.parse(line) as unknown)).toEqual(
          numbered,
        );
      }),
    );
  });

  it('has a hash for model ids', () => {
    expect(TEMPLATE_HASH).toMatch(/^[0-9a-f]{12}$/);
  });
});
