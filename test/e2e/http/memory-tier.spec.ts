import { withModel } from '../../support/with-app';

// Of caches in memory whatever the run of the suite is about, so that no other tier changes it.

const QUESTION = 'When does the bakery open on Sundays?';
const SHARED = {
  title: 'Bakery hours',
  body: 'The bakery opens at nine on Sundays.',
  visibility: 'workspace',
};

describe('a cache of 1 MiB', () => {
  const { app, me } = withModel({ env: { CACHE_TYPE: 'memory', CACHE_MAX_SIZE: '1048576' } });
  beforeAll(() => {
    app.clock.stop();
  });

  it('evicts the oldest answers, says so, and stays within its bound', async () => {
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

describe('the words of a note that was deleted', () => {
  const { app, me } = withModel({ env: { CACHE_TYPE: 'memory' } });

  it('are in no entry in the memory of this process any more', async () => {
    await me.write(SHARED);
    await me.ask(QUESTION);
    const held = async (): Promise<number[]> => {
      const { l1_query, l3_context } = await me.stats();
      return [l1_query.total_entries, l1_query.answer_entries, l3_context.total_entries];
    };
    const note = await me.write({ title: 'Oven', body: 'The oven of the bakery is called Agnes.' });
    await me.ask('What is the oven of the bakery called?');
    expect(await held()).toEqual([2, 2, 2]);
    await me.remove(note);
    await app.pollErasures();
    expect(await held()).toEqual([1, 1, 1]);
  });
});
