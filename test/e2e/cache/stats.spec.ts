import type { Person } from '../../support/app';
import { watchBoarding } from '../../support/boarding';
import { parsePrometheus, type Sample } from '../../support/prometheus';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OTHER = 'Who replaced the rear brake cable?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };
const UNRELATED = { title: 'Bicycle', body: 'The rear brake cable was replaced by Ines in June.' };

/** One call has 1,000 prompt tokens at 3 dollars and 200 answer tokens at 15 dollars a million. */
const PRICES = { PRICE_PER_MTOK_IN: '3', PRICE_PER_MTOK_OUT: '15' };
const CALL_USD = 0.006;

const { app, model, arrived } = withModel({ env: PRICES });
let me: Person;

/** Two exact hits, a revalidation, four misses of which two were asked for, and a note that nobody asks about. */
beforeAll(async () => {
  me = app.as({ sub: 'ann.secret', tenant: 'tenant-secret', workspaces: ['workspace-secret'] });
  await me.write(OPENING);
  const ask = async (question: string, directive?: string): Promise<unknown> => {
    const { body } = await me.ask(
      question,
      {},
      directive === undefined ? {} : { 'Cache-Control': directive },
    );
    await app.stored();
    return body.metadata.match ?? body.metadata.reason;
  };
  expect(await ask(QUESTION)).toBe('never_asked');
  expect(await ask(QUESTION)).toBe('exact');
  expect(await ask(QUESTION)).toBe('exact');
  await me.write(UNRELATED);
  expect(await ask(QUESTION)).toBe('revalidated');
  expect(await ask(QUESTION, 'no-cache')).toBe('bypassed');
  expect(await ask(QUESTION, 'no-store')).toBe('bypassed');
  expect(await ask(OTHER)).toBe('never_asked');
});
const number = expect.any(Number) as number;

describe('GET /assistant/cache-stats', () => {
  it('counts L1 as askers saw it', async () => {
    expect((await me.stats()).l1_query).toEqual({
      total_entries: 2,
      answer_entries: 2,
      total_hits: 3,
      total_misses: 4,
      hit_rate: 3 / 7,
      exact_hits: 2,
      revalidated_hits: 1,
      stale_hits: 0,
      miss_reasons: { never_asked: 2, bypassed: 2 },
      total_cost_saved: expect.closeTo(3 * CALL_USD, 10) as number,
      avg_hits_per_entry: 1.5,
      ttl: 86_400,
      bytes: number,
      stores: 3,
      evictions: 0,
      invalidations: 1,
      faults: 0,
      avg_hit_ms: number,
      avg_miss_ms: number,
    });
  });

  it('counts vectors: two notes and two questions were embedded, and a third asking without a trace found its vector', async () => {
    expect((await me.stats()).l2_embedding).toEqual({
      total_entries: 4,
      total_hits: 3,
      total_misses: 4,
      hit_rate: 3 / 7,
      ttl: 604_800,
      bytes: number,
      stores: 4,
      evictions: 0,
      invalidations: 0,
      faults: 0,
      avg_hit_ms: number,
      avg_miss_ms: number,
      redis_memory_used: process.env['TRIVET_TEST_CACHE_TYPE'] ? number : null,
    });
  });

  it('counts contexts: one was outdated, and no-cache and no-store did not look', async () => {
    expect((await me.stats()).l3_context).toEqual({
      total_entries: 2,
      total_hits: 0,
      total_misses: 3,
      hit_rate: 0,
      ttl: 3_600,
      bytes: number,
      stores: 4,
      evictions: 0,
      invalidations: 1,
      faults: 0,
      avg_hit_ms: 0,
      avg_miss_ms: number,
    });
  });

  it('adds up what was done and what was spared', async () => {
    const { combined } = await me.stats();
    expect(combined).toEqual({
      hit_rate: 3 / 7,
      total_hits: 3,
      total_misses: 4,
      collapsed: 0,
      total_cost: expect.closeTo(4 * CALL_USD, 10) as number,
      total_cost_saved: expect.closeTo(3 * CALL_USD, 10) as number,
      time_saved_s: number,
      degraded: 0,
      unanswerable: 0,
      bypassed: 0,
      model_calls: { passed: 4, refused: 0, failed: 0, abandoned: 0, skipped: 0 },
      standalone: { rules: 0, model: 0, memory: 0, rules_instead: 0 },
      embedded_texts: 4,
      retrievals: 5,
      reranks: { reranked: 0, failed: 0 },
      background_drops: 0,
      foreign_passages: 0,
      refreshes: { fresh: 0, revalidated: 0, generated: 0, refused: 0, failed: 0, over_budget: 0 },
      cache_enabled: true,
    });
  });

  it('says that nothing is served by similarity yet, and what is missing', async () => {
    const { semantic } = await me.stats();
    expect(Object.keys(semantic).slice(0, 5)).toEqual([
      'mode',
      'shadow_hits',
      'served',
      'promoted',
      'certificate',
    ]);
    expect(semantic).toMatchObject({
      mode: 'certified',
      shadow_hits: 0,
      served: 0,
      promoted: 0,
      threshold: 0.85,
    });
    expect(semantic.certificate).toMatchObject({
      state: 'shadow',
      pairs: 0,
      certified_until: null,
      last_trip: null,
    });
    expect(semantic.certificate?.words).toMatch(/^not certified: 0 of about \d+ audited pairs, 0 wrong$/);
    expect(semantic.certificate?.because).toMatch(
      /^No pair was eligible: \d questions looked for another one/,
    );
  });

  it('has bytes and times that are those of something', async () => {
    const { l1_query, l2_embedding, l3_context } = await me.stats();
    for (const { bytes, avg_miss_ms } of [l1_query, l2_embedding, l3_context]) {
      expect(bytes).toBeGreaterThan(0);
      expect(avg_miss_ms).toBeGreaterThan(0);
    }
    expect(l2_embedding.bytes).toBeGreaterThanOrEqual(4 * 1_536);
    expect(l1_query.avg_hit_ms).toBeGreaterThan(0);
    expect(l1_query.avg_hit_ms).toBeLessThan(l1_query.avg_miss_ms);
  });
});

describe('GET /metrics/cache', () => {
  it('has the few numbers of a monitor, for whoever asks', async () => {
    const { status, body } = await app.as().call<Record<string, number>>('GET', '/metrics/cache');
    expect(status).toBe(200);
    const { l1_query } = await me.stats();
    expect(body).toEqual({
      hit_rate: 3 / 7,
      total_hits: 3,
      total_misses: 4,
      cache_size: 2,
      avg_hit_time_ms: l1_query.avg_hit_ms,
      avg_miss_time_ms: l1_query.avg_miss_ms,
    });
  });
});

describe('GET /metrics', () => {
  const scrape = async (): Promise<string> => (await app.as().call<string>('GET', '/metrics')).body;

  const value = async (name: string, labels: Record<string, string> = {}): Promise<number | undefined> => {
    const samples = [...parsePrometheus(await scrape()).values()].flatMap((family) => family.samples);
    const isWanted = (sample: Sample): boolean =>
      sample.name === name && JSON.stringify(sample.labels) === JSON.stringify(labels);
    return samples.find(isWanted)?.value;
  };

  it('is Prometheus text in every line', async () => {
    const { headers, body } = await app.as().call<string>('GET', '/metrics');
    expect(headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const families = parsePrometheus(body);
    expect(families.get('trivet_lookups_total')?.type).toBe('counter');
    expect(families.get('trivet_answer_seconds')?.type).toBe('histogram');
    expect(families.has('process_resident_memory_bytes')).toBe(true);
    const counters = [...families].filter(([name, { type }]) => /^trivet_/.test(name) && type === 'counter');
    expect(counters.length).toBeGreaterThan(5);
    for (const [name] of counters) expect(name).toMatch(/_total$/);
  });

  it('says the same as the statistics', async () => {
    expect(await value('trivet_answers_total', { match: 'exact' })).toBe(2);
    expect(await value('trivet_answers_total', { match: 'revalidated' })).toBe(1);
    expect(await value('trivet_answers_total', { match: 'generated' })).toBe(4);
    expect(await value('trivet_misses_total', { reason: 'bypassed' })).toBe(2);
    expect(await value('trivet_lookups_total', { layer: 'l3_context', outcome: 'outdated' })).toBe(1);
    expect(await value('trivet_entries_total', { layer: 'l2_embedding', event: 'store' })).toBe(4);
    expect(await value('trivet_cache_entries', { layer: 'l1_question' })).toBe(2);
    expect(await value('trivet_model_calls_total', { outcome: 'passed' })).toBe(4);
    expect(await value('trivet_embedded_texts_total')).toBe(4);
    expect(await value('trivet_retrievals_total')).toBe(5);
    expect(await value('trivet_cost_usd_total', { kind: 'saved' })).toBeCloseTo(3 * CALL_USD, 10);
    expect(await value('trivet_answer_seconds_count', { result: 'hit' })).toBe(3);
    expect(await value('trivet_answer_seconds_count', { result: 'miss' })).toBe(4);
    expect(await value('trivet_step_seconds_count', { step: 'generate' })).toBe(4);
  });

  it('counts the same when it is read twice', async () => {
    const trivet = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('trivet_'));
    expect(trivet(await scrape())).toEqual(trivet(await scrape()));
  });

  it('holds no text and no id of anybody, whatever people do', async () => {
    await me.ask('Where is the treasure"} 1\n# HELP evil buried?');
    await me.call('GET', '/notes/00000000-0000-7000-8000-00000000feed');
    const text = await scrape();
    expect(text).not.toMatch(/secret|bakery|brake|treasure|evil|feed|ann/i);
    const ids = [...parsePrometheus(text).values()].flatMap(({ samples }) =>
      samples.flatMap(({ name, labels }) => (name.startsWith('trivet_') ? Object.keys(labels) : [])),
    );
    const closed = [
      'layer',
      'outcome',
      'event',
      'match',
      'reason',
      'kind',
      'le',
      'result',
      'step',
      'upstream',
      'state',
      'place',
      'by',
    ];
    expect(closed).toEqual(expect.arrayContaining([...new Set(ids)]));
  });
});

describe('with prices set', () => {
  it('a miss says what it cost and a hit what it spared', async () => {
    const ann = app.newcomer();
    await ann.write(OPENING);
    const miss = (await ann.ask(QUESTION)).body.metadata;
    expect(miss['cost_usd']).toBeCloseTo(CALL_USD, 10);
    expect(miss['cost_saved_usd']).toBe(0);
    const hit = (await ann.ask(QUESTION)).body.metadata;
    expect(hit['cost_usd']).toBe(0);
    expect(hit['cost_saved_usd']).toBeCloseTo(CALL_USD, 10);
  });

  it('an answer shared in flight is paid for once', async () => {
    const ann = app.newcomer();
    await ann.write(OPENING);
    const { total_cost, total_cost_saved } = (await me.stats()).combined;
    const { aboard } = watchBoarding(app);
    const release = model.hold();
    const leader = ann.ask(QUESTION);
    await arrived(1);
    const follower = ann.ask(QUESTION);
    await aboard(2);
    release();
    expect((await leader).body.metadata['cost_usd']).toBeCloseTo(CALL_USD, 10);
    expect((await follower).body.metadata).toMatchObject({ cost_usd: 0, cost_saved_usd: CALL_USD });
    const { combined } = await me.stats();
    expect(combined.total_cost - total_cost).toBeCloseTo(CALL_USD, 10);
    expect(combined.total_cost_saved - total_cost_saved).toBeCloseTo(CALL_USD, 10);
  });
});
