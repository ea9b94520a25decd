import type { Answer } from '../../support/app';
import { watchBoarding } from '../../support/boarding';
import { problemOf } from '../../support/problem';
import { withModel } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const OPENING = { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' };

const { app, model, me, modelCalls, arrived } = withModel({ note: OPENING });
beforeAll(() => {
  app.clock.stop();
});

/** Each directive can be said in the header and in the body. */
const WAYS = {
  header: (directives: string): Promise<Answer> => me.ask(QUESTION, {}, { 'Cache-Control': directives }),
  body: (directives: string): Promise<Answer> => me.ask(QUESTION, { cache: twin(directives) }),
};
const WAY_NAMES = ['header', 'body'] as const;

function twin(directives: string): object {
  const told = directives.split(', ').map((directive) => directive.split('='));
  return Object.fromEntries(
    told.map(([name = '', seconds]) => [
      name.replaceAll('-', '_'),
      seconds === undefined ? true : Number(seconds),
    ]),
  );
}

describe.each(WAY_NAMES)('no-cache in the %s', (way) => {
  it('asks the model again and remembers what came', async () => {
    await me.ask(QUESTION);
    app.clock.advance(5_000);
    model.answerWith(() => 'A newer answer.');
    const refreshed = await WAYS[way]('no-cache');
    model.answerWith((prompt) => `From the notes: ${prompt}`);

    expect(refreshed.headers.get('x-cache')).toBe('REFRESH');
    expect(refreshed.body.metadata).toMatchObject({ cached: false, match: null, reason: 'bypassed' });
    expect(modelCalls()).toBe(2);
    const next = await me.ask(QUESTION);
    expect(next.body).toMatchObject({ answer: 'A newer answer.', metadata: { match: 'exact', age_s: 0 } });
  });

  it('searches anew instead of using L3', async () => {
    await me.ask(QUESTION);
    const before = (await me.stats()).combined.retrievals;
    expect((await WAYS[way]('no-cache')).body.metadata['layer']).toBeNull();
    expect((await me.stats()).combined.retrievals).toBe(before + 1);
  });

  it('does not join a flight that began before it', async () => {
    const release = model.hold();
    const first = me.ask(QUESTION);
    await arrived(1);
    const refreshed = WAYS[way]('no-cache');
    await arrived(2);
    release();
    expect((await first).headers.get('x-cache')).toBe('MISS');
    expect((await refreshed).headers.get('cache-status')).not.toContain('collapsed');
    expect(modelCalls()).toBe(2);
  });
});

describe.each(WAY_NAMES)('no-store in the %s', (way) => {
  it('leaves no trace in any layer', async () => {
    const before = await me.stats();
    const answer = await WAYS[way]('no-store');
    expect(answer.headers.get('x-cache')).toBe('BYPASS');
    expect(answer.headers.get('cache-status')).not.toContain('stored');
    expect(answer.body.metadata).toMatchObject({ cached: false, reason: 'bypassed', layer: null });

    const after = await me.stats();
    for (const layer of ['l1_query', 'l2_embedding', 'l3_context'] as const) {
      const { stores, total_entries, bytes } = before[layer];
      expect(after[layer]).toMatchObject({ stores, total_entries, bytes });
    }
    const next = await me.ask(QUESTION);
    expect(next.body.metadata).toMatchObject({ match: null, layer: null, reason: 'never_asked' });
    expect((await me.stats()).combined.embedded_texts).toBe(before.combined.embedded_texts + 2);
    expect(modelCalls()).toBe(2);
  });

  it('does not read what is stored, and leaves it as it is', async () => {
    const first = await me.ask(QUESTION);
    model.answerWith(() => 'Another answer.');
    const bypassed = await WAYS[way]('no-store');
    model.answerWith((prompt) => `From the notes: ${prompt}`);
    expect(bypassed.body.answer).toBe('Another answer.');
    expect((await me.ask(QUESTION)).body).toMatchObject({
      answer: first.body.answer,
      metadata: { match: 'exact' },
    });
  });

  it('is not remembered as refused by the gate either', async () => {
    model.answerWith(() => "I'm sorry, I cannot help with that.");
    await WAYS[way]('no-store');
    model.answerWith((prompt) => `From the notes: ${prompt}`);
    expect((await me.ask(QUESTION)).body.metadata.reason).toBe('never_asked');
  });

  it('neither joins a flight nor leads one', async () => {
    const { aboard } = watchBoarding(app);
    const release = model.hold();
    const leader = me.ask(QUESTION);
    await arrived(1);
    const alone = WAYS[way]('no-store');
    await arrived(2);
    const joiner = me.ask(QUESTION);
    await aboard(3);
    release();

    expect((await leader).headers.get('cache-status')).toContain('stored');
    expect((await alone).headers.get('cache-status')).not.toMatch(/collapsed|stored/);
    expect((await joiner).headers.get('cache-status')).toContain('collapsed');
    expect(modelCalls()).toBe(2);
  });

  it('is not joined by whoever comes after it', async () => {
    const release = model.hold();
    const alone = WAYS[way]('no-store');
    await arrived(1);
    const next = me.ask(QUESTION);
    await arrived(2);
    release();
    expect((await next).headers.get('cache-status')).not.toContain('collapsed');
    expect((await alone).headers.get('x-cache')).toBe('BYPASS');
    expect((await me.ask(QUESTION)).body.metadata.match).toBe('exact');
  });
});

describe.each(WAY_NAMES)('max-age in the %s', (way) => {
  it('takes an answer of that age and no older one', async () => {
    await me.ask(QUESTION);
    await app.stored();
    app.clock.advance(10_000);
    const young = await WAYS[way]('max-age=10');
    expect(young.body.metadata).toMatchObject({ match: 'exact', age_s: 10 });
    app.clock.advance(1);
    const old = await WAYS[way]('max-age=10');
    expect(old.body.metadata).toMatchObject({ match: null, reason: 'bypassed', layer: 'l3' });
    expect(old.headers.get('x-cache')).toBe('MISS');
    expect(modelCalls()).toBe(2);
  });

  it('joins whoever asks the model now, for what is said from now on is young enough', async () => {
    const release = model.hold();
    const first = me.ask(QUESTION);
    await arrived(1);
    const { aboard } = watchBoarding(app);
    const joined = WAYS[way]('max-age=0');
    await aboard(1);
    release();
    expect((await joined).headers.get('cache-status')).toContain('collapsed');
    expect((await joined).body.answer).toBe((await first).body.answer);
    expect(modelCalls()).toBe(1);
  });

  it('takes no answer from the future, such as one of before the clock went back', async () => {
    await me.ask(QUESTION);
    await app.stored();
    app.clock.advance(-10_000);
    const young = await WAYS[way]('max-age=60');
    app.clock.advance(10_000);
    expect(young.body.metadata).toMatchObject({ match: null, reason: 'bypassed' });
  });

  it('replaces the answer that was too old', async () => {
    await me.ask(QUESTION);
    // A flight that is still being stored may be joined, and time does not jump while it is.
    await app.stored();
    app.clock.advance(20_000);
    await WAYS[way]('max-age=10');
    expect((await me.ask(QUESTION)).body.metadata).toMatchObject({ match: 'exact', age_s: 0 });
  });

  it('of 0 takes nothing that was there a moment before', async () => {
    await me.ask(QUESTION);
    app.clock.advance(1);
    expect((await WAYS[way]('max-age=0')).body.metadata.match).toBeNull();
  });

  it('counts an answer’s age from its generation, however often it was revalidated', async () => {
    await me.ask(QUESTION);
    app.clock.advance(10_000);
    await me.write({ title: 'Bicycle', body: 'The rear brake cable was replaced in June.' });
    expect((await me.ask(QUESTION)).body.metadata).toMatchObject({ match: 'revalidated', age_s: 10 });
    app.clock.advance(10_000);
    expect((await me.ask(QUESTION)).body.metadata).toMatchObject({ match: 'exact', age_s: 20 });
    expect((await WAYS[way]('max-age=15')).body.metadata.match).toBeNull();
  });
});

describe.each(WAY_NAMES)('only-if-cached in the %s', (way) => {
  it('is a 504 where nothing is cached, and asks no model', async () => {
    const refused = await WAYS[way]('only-if-cached');
    expect(problemOf(refused)).toMatchObject({ status: 504, code: 'not_cached' });
    expect(modelCalls()).toBe(0);
    expect((await me.ask(QUESTION)).body.metadata.reason).toBe('never_asked');
  });

  it('is a hit where something is', async () => {
    await me.ask(QUESTION);
    expect((await WAYS[way]('only-if-cached')).body.metadata.match).toBe('exact');
    await me.write({ title: 'Bicycle', body: 'The rear brake cable was replaced in June.' });
    expect((await WAYS[way]('only-if-cached')).body.metadata.match).toBe('revalidated');
    expect(modelCalls()).toBe(1);
  });

  it('is a 504 where what is cached is outdated, too old or not to be read', async () => {
    const note = await me.write({ title: 'Sundays', body: 'On Sundays the bakery opens late.' });
    await me.ask(QUESTION);
    app.clock.advance(10_000);
    for (const more of ['max-age=5', 'no-cache', 'no-store']) {
      expect(problemOf(await WAYS[way](`only-if-cached, ${more}`)).code).toBe('not_cached');
    }
    await me.edit(note, { body: 'On Sundays the bakery opens early.' });
    expect(problemOf(await WAYS[way]('only-if-cached')).code).toBe('not_cached');
    expect(modelCalls()).toBe(1);
  });
});

describe('directives', () => {
  const under = async (header: string, cache: object = {}): Promise<string | null> =>
    (await me.ask(QUESTION, { cache }, { 'Cache-Control': header })).headers.get('x-cache');

  it.each([
    ['NO-CACHE', 'REFRESH'],
    ['  no-transform ,\tNo-Store', 'BYPASS'],
    ['no-cache, no-store', 'BYPASS'],
    ['max-stale, min-fresh=5, no-transform, stale-if-error=10', 'HIT'],
    ['max-age-of-reason=18, x-max-age=nothing', 'HIT'],
    ['private="no-store, no-cache"', 'HIT'],
    ['max-age="100"', 'HIT'],
    ['max-age=99999999999999999999', 'HIT'],
    ['', 'HIT'],
  ])('are read as RFC 9111 has it: %j', async (header, expected) => {
    await me.ask(QUESTION);
    expect(await under(header)).toBe(expected);
  });

  it('of header and body count together, the stricter age wins', async () => {
    await me.ask(QUESTION);
    app.clock.advance(10_000);
    expect(await under('max-age=100', { max_age: 5 })).toBe('MISS');
    app.clock.advance(10_000);
    expect(await under('max-age=5', { max_age: 100 })).toBe('MISS');
    expect(await under('max-age=100', { no_store: true })).toBe('BYPASS');
    expect(await under('no-cache', { no_cache: false })).toBe('REFRESH');
  });
});
