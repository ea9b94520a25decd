import { metric } from '../../support/metric';
import {
  ALIKE,
  asked,
  ASKED,
  matchOf,
  NINE,
  OPENING,
  PERMIT,
  PERMIT_ALIKE,
  PERMIT_ASKED,
  SERVE,
} from '../../support/semantic';
import { withModel } from '../../support/with-app';

const { app, me, model, modelCalls } = withModel({ env: SERVE, note: OPENING });

beforeEach(() => {
  model.answerWith(() => NINE);
});

describe('A question that means the same as an earlier one', () => {
  it('is a hit at its first asking: the model is asked once, and the answer is the earlier one', async () => {
    const first = await asked(app, me, ASKED);
    const { body } = await me.ask(ALIKE);
    expect(body.answer).toBe(first.body.answer);
    expect(body.metadata).toMatchObject({ cached: true, layer: 'l1', match: 'semantic', reason: null });
    expect(modelCalls()).toBe(1);
  });

  it('is told with the similarity of the two and the earlier question as it was typed; other matches have 1 and none', async () => {
    const miss = await asked(app, me, `  ${ASKED} `);
    expect(miss.body.metadata).toMatchObject({ similarity: null, matched_query: null });
    const { metadata } = (await me.ask(ALIKE)).body;
    expect(metadata['matched_query']).toBe(ASKED);
    expect(metadata['similarity']).toBeGreaterThan(0.95);
    expect(metadata['similarity']).toBeLessThan(1);
    expect((await me.ask(ASKED)).body.metadata).toMatchObject({
      match: 'exact',
      similarity: 1,
      matched_query: null,
    });
  });

  it('says in its headers that it is a hit, and how old', async () => {
    await asked(app, me, ASKED);
    const { headers } = await me.ask(ALIKE);
    expect(headers.get('x-cache')).toBe('HIT');
    expect(headers.get('x-cache-layer')).toBe('l1');
    expect(headers.get('cache-status')).toBe('trivet; hit; detail=semantic');
    expect(headers.get('age')).toMatch(/^\d+$/);
  });

  it('has the sources that were retrieved for it just now, and its numbers are theirs', async () => {
    const { id } = await me.write(PERMIT);
    model.answerWith((prompt) => `It costs 120 euros. [${numberOf(prompt, 'parking')}]`);
    await asked(app, me, PERMIT_ASKED);
    const { answer, sources, metadata } = (await me.ask(PERMIT_ALIKE)).body;
    expect(metadata.match).toBe('semantic');
    const cited = Number(/\[(\d+)\]/.exec(answer)?.[1]);
    expect(sources[cited - 1]?.note_id).toBe(id);
  });

  it('streams: sources, the words, and then the whole body', async () => {
    await asked(app, me, ASKED);
    const stream = me.open(ALIKE);
    await stream.ended;
    expect(stream.events.map(({ type }) => type)).toEqual([
      'sources',
      expect.stringMatching('token'),
      'done',
    ]);
    expect(stream.text).toBe(NINE);
    expect(stream.done.metadata).toMatchObject({ match: 'semantic', matched_query: ASKED });
  });

  it('is one through OpenAI’s door too, which tells the same metadata', async () => {
    await asked(app, me, ASKED);
    const body = { model: 'trivet', messages: [{ role: 'user', content: ALIKE }] };
    const answer = await me.call<{ trivet: { metadata: object } }>('POST', '/v1/chat/completions', {
      json: body,
    });
    expect(answer.body.trivet.metadata).toMatchObject({ match: 'semantic', matched_query: ASKED });
    expect(answer.headers.get('cache-status')).toBe('trivet; hit; detail=semantic');
  });

  it('moves the counters, here and for Prometheus', async () => {
    const before = (await me.stats()).semantic;
    const served = () => metric(me, 'trivet_semantic_looks_total', { outcome: 'serve' });
    const servedBefore = await served();
    await asked(app, me, ASKED);
    await me.ask(ALIKE);
    const after = (await me.stats()).semantic;
    expect(after).toMatchObject({
      mode: 'serve',
      looks: before.looks + 2,
      served: before.served + 1,
      failures: 0,
    });
    expect(await served()).toBe((servedBefore ?? 0) + 1);
    expect((await me.stats()).l1_query.total_hits).toBeGreaterThan(0);
  });
});

describe('A question that only looks the same', () => {
  it.each([
    ['numbers', 'What did the parking permit cost in 2025?', 'What did the parking permit cost in 2026?'],
    [
      'opposites',
      'Can I park before noon with the parking permit?',
      'Can I park after noon with the parking permit?',
    ],
  ])('is answered anew, and the gate that told them apart is counted: %s', async (gate, one, other) => {
    await me.write(PERMIT);
    await asked(app, me, one);
    const { rejections } = (await me.stats()).semantic;
    expect(await matchOf(me, other)).toBeNull();
    expect(modelCalls()).toBe(2);
    const after = (await me.stats()).semantic.rejections;
    expect(after[gate as keyof typeof after]).toBe(rejections[gate as keyof typeof after] + 1);
  });
});

/** The number of the passage in a prompt that holds a word. */
function numberOf(prompt: string, word: string): number {
  const line = prompt.split('\n').find((text) => text.startsWith('{') && text.toLowerCase().includes(word));
  return Number(/"number":(\d+)/.exec(line ?? '')?.[1]);
}
