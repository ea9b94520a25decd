import { JWT, startApp, type Person, type TestApp } from '../../support/app';
import { parseCacheStatus } from '../../support/cache-status';
import { startModelServer, type ModelServer } from '../../support/model-server';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const REFUSAL = "I'm sorry, I cannot help with that.";

let model: ModelServer;
const apps: TestApp[] = [];

beforeAll(async () => {
  model = await startModelServer();
});
afterAll(async () => {
  for (const app of apps) await app.close();
  await model.close();
});

async function started(env: Record<string, string>): Promise<TestApp> {
  const app = await startApp({ ...model.env, ...JWT, ...env });
  app.clock.stop();
  apps.push(app);
  return app;
}

async function somebody(app: TestApp): Promise<Person> {
  const person = app.newcomer();
  await person.write(OPENING);
  return person;
}

describe('a miss says why:', () => {
  let app: TestApp;
  let me: Person;
  let asked: number;

  beforeAll(async () => {
    app = await started({ CACHE_QUERY_TTL: '1000', CACHE_CONTEXT_TTL: '5000' });
  });
  beforeEach(async () => {
    me = await somebody(app);
    asked = model.prompts.length;
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
    expect(model.prompts.length - asked).toBe(2);
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

describe('a cache of 1 MiB', () => {
  it('evicts the oldest answers, says so, and stays within its bound', async () => {
    const app = await started({ CACHE_TYPE: 'memory', CACHE_MAX_SIZE: '1048576' });
    const me = app.newcomer();
    const diary = (n: number): string => `On day ${n} of the voyage the sea was calm. `.repeat(20);
    for (let n = 0; n < 20; n++) await me.write({ title: `Voyage, day ${n}`, body: diary(n) });
    const question = (n: number): string => `What was the sea like on day ${n} of the voyage?`;
    for (let n = 0; n < 40; n++) await me.ask(question(n), { top_k: 20 });

    const { l1_query, l3_context, l2_embedding } = await me.stats();
    expect(l1_query.evictions).toBeGreaterThan(0);
    expect(l3_context.evictions).toBeGreaterThan(0);
    expect(l1_query.bytes + l3_context.bytes + l2_embedding.bytes).toBeLessThanOrEqual(1_048_576);
    const evicted = await me.ask(question(0), { top_k: 20 });
    expect(evicted.body.metadata).toMatchObject({ match: null, reason: 'evicted' });
    expect((await me.ask(question(39), { top_k: 20 })).body.metadata.match).toBe('exact');
  });
});

describe('CACHE_ENABLED=false', () => {
  it('answers every question anew and keeps nothing', async () => {
    const app = await started({ CACHE_ENABLED: 'false' });
    const me = await somebody(app);
    const asked = model.prompts.length;
    for (let round = 1; round <= 2; round++) {
      const { headers, body } = await me.ask(QUESTION);
      expect(body.metadata).toMatchObject({ cached: false, match: null, layer: null, reason: 'cache_off' });
      expect(headers.get('x-cache')).toBe('BYPASS');
      expect(parseCacheStatus(headers.get('cache-status')).parameters).toEqual({
        fwd: 'bypass',
        detail: 'cache_off',
      });
      expect(model.prompts.length - asked).toBe(round);
    }
    const { combined, l1_query, l2_embedding, l3_context } = await me.stats();
    expect(combined).toMatchObject({ cache_enabled: false, total_hits: 0, total_misses: 2 });
    for (const layer of [l1_query, l2_embedding, l3_context]) {
      expect(layer).toMatchObject({ total_entries: 0, total_hits: 0, stores: 0, bytes: 0 });
    }
    expect((await me.ask(QUESTION, {}, { 'Cache-Control': 'only-if-cached' })).status).toBe(504);
  });
});
