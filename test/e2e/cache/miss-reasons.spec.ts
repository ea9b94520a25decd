import { parseCacheStatus } from '../../support/cache-status';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const REFUSAL = "I'm sorry, I cannot help with that.";

describe('a miss says why:', () => {
  const { app, model, me, modelCalls } = withModel({
    env: { CACHE_QUERY_TTL: '1000', CACHE_CONTEXT_TTL: '5000' },
    note: OPENING,
  });
  beforeAll(() => {
    app.clock.stop();
  });

  it('expired, after the TTL, of which jitter takes a tenth at most', async () => {
    await me.ask(QUESTION);
    app.clock.advance(899_999);
    expect((await me.ask(QUESTION)).body.metadata.match).toBe('exact');
    app.clock.advance(100_001);
    const late = await me.ask(QUESTION);
    expect(late.body.metadata).toMatchObject({ match: null, reason: 'expired', layer: 'l3' });
    expect(parseCacheStatus(late.headers.get('cache-status')).parameters['fwd']).toBe('stale');
    expect((await me.ask(QUESTION)).body.metadata.match).toBe('exact');
    expect(modelCalls()).toBe(2);
  });

  it('expired, although hits came until the end: TTLs do not slide', async () => {
    await me.ask(QUESTION);
    for (let hit = 0; hit < 8; hit++) {
      app.clock.advance(110_000);
      expect((await me.ask(QUESTION)).body.metadata.match).toBe('exact');
    }
    app.clock.advance(120_001);
    expect((await me.ask(QUESTION)).body.metadata.reason).toBe('expired');
  });

  it('expired in L3 too: the notes are searched again', async () => {
    await me.ask(QUESTION);
    app.clock.advance(5_000_001);
    const before = (await me.stats()).combined.retrievals;
    expect((await me.ask(QUESTION)).body.metadata).toMatchObject({ reason: 'expired', layer: null });
    expect((await me.stats()).combined.retrievals).toBe(before + 1);
  });

  it('profile_changed, when another number of passages is asked for', async () => {
    await me.ask(QUESTION);
    const other = await me.ask(QUESTION, { top_k: 1 });
    expect(other.body.metadata).toMatchObject({ match: null, reason: 'profile_changed' });
    expect(parseCacheStatus(other.headers.get('cache-status')).parameters['fwd']).toBe('vary-miss');
    expect((await me.ask(QUESTION, { top_k: 1 })).body.metadata.match).toBe('exact');
    expect((await me.ask(QUESTION)).body.metadata.match).toBe('exact');
    expect((await me.ask(QUESTION, { top_k: 5 })).body.metadata.match).toBe('exact');
  });

  it('refused_by_gate, when the model’s answer was not fit to be stored, and its passages are reused', async () => {
    model.answerWith(() => REFUSAL);
    const first = await me.ask(QUESTION);
    const second = await me.ask(QUESTION);
    model.answerWith((prompt) => `From the notes: ${prompt}`);
    expect(first.body).toMatchObject({ answer: REFUSAL, metadata: { reason: 'never_asked' } });
    expect(second.body.metadata).toMatchObject({
      match: null,
      reason: 'refused_by_gate',
      layer: 'l3',
      cached: false,
    });
    expect(second.headers.get('x-cache-layer')).toBe('l3');
    expect(second.body.sources).toEqual(first.body.sources);

    const better = await me.ask(QUESTION);
    expect(better.body.metadata).toMatchObject({ reason: 'refused_by_gate', layer: 'l3' });
    expect(better.body.answer).toContain('nine');
    expect((await me.ask(QUESTION)).body.metadata.match).toBe('exact');
    expect((await me.stats()).combined.model_calls.refused).toBe(2);
  });

  it('evidence_changed rather than anything else, once a note behind it was edited', async () => {
    const note = await me.write({ title: 'Sundays', body: 'On Sundays the bakery opens late.' });
    await me.ask(QUESTION);
    await me.edit(note, { body: 'On Sundays the bakery opens early.' });
    expect((await me.ask(QUESTION)).body.metadata).toMatchObject({ reason: 'evidence_changed', layer: null });
  });
});

describe('CACHE_ENABLED=false', () => {
  const { me, modelCalls } = withModel({ env: { CACHE_ENABLED: 'false' }, note: OPENING });

  it('answers every question anew and keeps nothing', async () => {
    for (let round = 1; round <= 2; round++) {
      const { headers, body } = await me.ask(QUESTION);
      expect(body.metadata).toMatchObject({ cached: false, match: null, layer: null, reason: 'cache_off' });
      expect(headers.get('x-cache')).toBe('BYPASS');
      expect(parseCacheStatus(headers.get('cache-status')).parameters).toEqual({
        fwd: 'bypass',
        detail: 'cache_off',
      });
      expect(modelCalls()).toBe(round);
    }
    const { combined, l1_query, l2_embedding, l3_context } = await me.stats();
    expect(combined).toMatchObject({ cache_enabled: false, total_hits: 0, total_misses: 2 });
    for (const layer of [l1_query, l2_embedding, l3_context]) {
      expect(layer).toMatchObject({ total_entries: 0, total_hits: 0, stores: 0, bytes: 0 });
    }
    expect((await me.ask(QUESTION, {}, { 'Cache-Control': 'only-if-cached' })).status).toBe(504);
  });
});
