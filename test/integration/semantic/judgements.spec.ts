import { Counters } from '../../../src/core/ledger/counters';
import { Ledger } from '../../../src/core/ledger/bus';
import { cacheKey } from '../../../src/core/question/keys';
import { Judgements } from '../../../src/core/semantic/judgements';
import type { QuestionPair } from '../../../src/core/semantic/semantic-match';
import { standsFrom } from '../../../src/core/semantic/standing';
import { StandingKeys } from '../../../src/core/semantic/standing-keys';
import { trivetSettings, type SemanticSettings } from '../../../src/core/settings';
import { HandClock } from '../../support/core-fakes';
import { withDatabase } from '../../support/with-database';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** So many right ones certify one in five. */
const ENOUGH = 30;

const { database, rows } = withDatabase();
beforeEach(() =>
  rows(
    'TRUNCATE trivet.semantic_judgements, trivet.semantic_states, trivet.semantic_servings, trivet.cached_questions',
  ),
);

function instance(clock: HandClock, semantic: Partial<SemanticSettings> = {}) {
  const settings = trivetSettings({ semantic: { maxWrong: 0.2, ...semantic } });
  const [ledger, counters] = [new Ledger(), new Counters()];
  ledger.subscribe(counters.count);
  return {
    counters,
    judgements: new Judgements(database, settings, ledger, clock, new StandingKeys(settings)),
  };
}

function pairOf(n: number, more: Partial<QuestionPair> = {}): QuestionPair {
  const key = (name: string) => cacheKey('pool', [name, n]);
  const [question, candidate, answerKey] = [key('question'), key('candidate'), key('answer')];
  return {
    tenant: 'acme',
    profile: 'p',
    pool: cacheKey('pool', ['pool']),
    question,
    candidate,
    answerKey,
    similarity: 0.99,
    ...more,
  };
}

const RIGHT = { isWrong: false, source: 'shadow' } as const;
const WRONG = { isWrong: true, source: 'audit' } as const;

describe('what was judged', () => {
  it('counts once for each pair, whoever judged it on which instance, and certifies', async () => {
    const clock = new HandClock(Date.now());
    const [a, b, c] = [instance(clock), instance(clock), instance(clock)];
    await Promise.all(
      Array.from({ length: ENOUGH }, async (_, n) => {
        await Promise.all([a, b, c].map(({ judgements }) => judgements.add(pairOf(n), RIGHT)));
      }),
    );
    const standing = await a.judgements.standing(pairOf(0));
    expect(standing.certificate.rungs[0]).toMatchObject({ pairs: ENOUGH, wrong: 0 });
    expect(standsFrom(standing, clock.now())).toBe(0.85);
    expect(await rows('SELECT FROM trivet.semantic_judgements WHERE NOT is_counted')).toEqual([]);
  });

  it('is of one tenant, answer profile, policy and judge alone', async () => {
    const clock = new HandClock(Date.now());
    const { judgements } = instance(clock);
    for (let n = 0; n < ENOUGH; n++) await judgements.add(pairOf(n), RIGHT);
    const others = [
      judgements.standing(pairOf(0, { tenant: 'bolt' })),
      judgements.standing(pairOf(0, { profile: 'q' })),
      instance(clock, { maxWrong: 0.1 }).judgements.standing(pairOf(0)),
      instance(clock, { evidence: 'order' }).judgements.standing(pairOf(0)),
    ];
    for (const standing of await Promise.all(others)) expect(standing.certificate.rungs[0]?.pairs).toBe(0);
  });

  it('tells the certificate of a pair that was right and turned out wrong', async () => {
    const { judgements } = instance(new HandClock(Date.now()));
    await judgements.add(pairOf(1), RIGHT);
    await judgements.add(pairOf(1), WRONG);
    await judgements.add(pairOf(1), WRONG);
    const { certificate } = await judgements.standing(pairOf(1));
    expect(certificate.rungs[0]).toMatchObject({ pairs: 2, wrong: 1 });
  });

  it('serves until the certified threshold itself expires, also where a stricter one was certified later', async () => {
    const clock = new HandClock(Date.now());
    const { judgements } = instance(clock);
    for (let n = 0; n < ENOUGH; n++) await judgements.add(pairOf(n, { similarity: 0.86 }), RIGHT);
    const began = clock.now();
    clock.advance(20 * DAY_MS);
    for (let n = 0; n < ENOUGH; n++) await judgements.add(pairOf(100 + n), RIGHT);
    const [state] = await rows('SELECT serves_from::float8, serves_until FROM trivet.semantic_states');
    expect(state?.['serves_from']).toBeCloseTo(0.85);
    expect(Number(state?.['serves_until'])).toBeLessThanOrEqual(began + 30 * DAY_MS);
  });

  it('is refuted by an asker once for each pair, and by nobody else', async () => {
    const { judgements } = instance(new HandClock(Date.now()));
    const pair = pairOf(1);
    for (const requestId of ['r1', 'r2', 'r3'])
      await judgements.noteServing({ requestId, asker: 'ann', pair });
    const refute = (requestId: string, asker = 'ann', tenant = 'acme'): Promise<boolean> =>
      judgements.refute({ tenant, asker, requestId });
    expect(await refute('r1', 'bob')).toBe(false);
    expect(await refute('r1', 'ann', 'bolt')).toBe(false);
    expect(await Promise.all(['r1', 'r2', 'r3'].map((requestId) => refute(requestId)))).toEqual([
      true,
      true,
      true,
    ]);
    expect(await refute('r1')).toBe(false);
    await judgements.noteServing({ requestId: 'r4', asker: 'bob', pair });
    expect(await refute('r4', 'bob')).toBe(true);
    expect(await rows(`SELECT FROM trivet.semantic_judgements WHERE source = 'feedback'`)).toHaveLength(1);
  });
});
