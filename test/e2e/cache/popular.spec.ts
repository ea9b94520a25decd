import { withApp } from '../../support/with-app';

const QUESTION = 'When does the bakery open on Sundays?';
const TTL_S = 1_000;

const { app, me } = withApp({
  env: {
    EMBEDDING_PROVIDER: 'lexical',
    CACHE_QUERY_TTL: String(TTL_S),
    CACHE_POPULAR_TTL_MAX: String(3 * TTL_S),
  },
  note: { title: 'Bakery hours', body: 'The bakery opens at nine on Sundays.' },
});
beforeAll(() => {
  app.clock.stop();
});

/** Asks every 10 s until the answer is made anew. @returns for how long it was a hit, s */
async function hitsLast(): Promise<number> {
  for (let ageS = 10; ; ageS += 10) {
    app.clock.advance(10_000);
    const { metadata } = (await me.ask(QUESTION)).body;
    if (metadata.match === null) return ageS - 10;
    expect(metadata['age_s']).toBe(ageS);
  }
}

describe('an answer that is asked for often', () => {
  it('is a hit for longer than its TTL, but not for longer than its bound, and is then made anew', async () => {
    await me.ask(QUESTION);
    const firstS = await hitsLast();
    expect(firstS).toBeGreaterThan(2 * TTL_S);
    expect(firstS).toBeLessThanOrEqual(3 * TTL_S);
    expect(await hitsLast()).toBeLessThanOrEqual(3 * TTL_S);
  });
});
