import fc from 'fast-check';
import { cacheKey } from '../question/keys';
import { expiry, Lifetime, type LifetimeOptions } from './ttl';

const DAY_MS = 86_400_000;
const key = cacheKey('answer', ['a']);

describe('the expiry of an entry', () => {
  it('lies between 90 % and 100 % of its time after it was stored, wherever chance puts it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 41 }),
        fc.integer({ min: 0, max: 7 * DAY_MS }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (storedAt, ttlMs, chance) => {
          const life = expiry(storedAt, ttlMs, () => chance) - storedAt;
          expect(life).toBeGreaterThanOrEqual(0.9 * ttlMs - 1);
          expect(life).toBeLessThanOrEqual(ttlMs);
        },
      ),
    );
  });

  it('reaches both ends', () => {
    expect(expiry(100, 1_000, () => 0)).toBe(1_100);
    expect(expiry(100, 1_000, () => 1)).toBe(1_000);
  });
});

/** An entry that is hit every `everyMs`, and stored again whenever it has earned that. */
function live({
  everyMs,
  storedAt = 0,
  ...options
}: LifetimeOptions & { everyMs: number; storedAt?: number }) {
  const lifetime = new Lifetime(options);
  const ends = [lifetime.expiry(storedAt, storedAt)];
  let expiresAt = ends[0] ?? 0;
  for (let now = storedAt; now < expiresAt; now += everyMs) {
    if (!lifetime.isEarned(key, { storedAt, expiresAt }, now)) continue;
    expiresAt = lifetime.expiry(storedAt, now);
    ends.push(expiresAt);
  }
  return { ends, lifeMs: expiresAt - storedAt };
}

describe('the life of an entry', () => {
  it('never passes its bound, however often it is hit, and grows with every storing', () => {
    fc.assert(
      fc.property(
        fc.record({
          ttlMs: fc.integer({ min: 1_000, max: 10 * DAY_MS }),
          popularTtlMs: fc.integer({ min: 0, max: 100 * DAY_MS }),
          hitsPerTtl: fc.integer({ min: 20, max: 2_000 }),
          storedAt: fc.integer({ min: 0, max: 2 ** 41 }),
        }),
        ({ ttlMs, popularTtlMs, hitsPerTtl, storedAt }) => {
          fc.pre(popularTtlMs <= 20 * ttlMs);
          const { ends, lifeMs } = live({ ttlMs, popularTtlMs, everyMs: ttlMs / hitsPerTtl, storedAt });
          // 1 ms: the numbers are no whole ones.
          expect(lifeMs).toBeLessThanOrEqual(Math.max(ttlMs, popularTtlMs) + 1);
          expect(lifeMs).toBeGreaterThanOrEqual(0.9 * ttlMs - 1);
          expect(ends).toEqual([...ends].sort((a, b) => a - b));
          expect(new Set(ends).size).toBe(ends.length);
        },
      ),
    );
  });

  it('comes near its bound when it is popular, in few steps', () => {
    const { ends, lifeMs } = live({ ttlMs: DAY_MS, popularTtlMs: 7 * DAY_MS, everyMs: DAY_MS / 200 });
    expect(lifeMs).toBeGreaterThan(6 * DAY_MS);
    expect(ends.length).toBeGreaterThan(6);
    expect(ends.length).toBeLessThan(16);
  });

  it.each([
    ['hit now and then', { ttlMs: DAY_MS, popularTtlMs: 7 * DAY_MS }, DAY_MS / 20],
    ['popular, where popular ones live no longer', { ttlMs: DAY_MS, popularTtlMs: 0 }, DAY_MS / 1_000],
    ['popular, with a bound below the TTL', { ttlMs: DAY_MS, popularTtlMs: DAY_MS / 2 }, DAY_MS / 1_000],
  ])('is one TTL when it is %s', (_, options, everyMs) => {
    expect(live({ ...options, everyMs }).ends).toHaveLength(1);
  });

  it('is not lengthened by hits at its beginning', () => {
    const lifetime = new Lifetime({ ttlMs: 1_000, popularTtlMs: 7_000 });
    const life = { storedAt: 0, expiresAt: 1_000 };
    for (let hit = 0; hit < 100; hit++) expect(lifetime.isEarned(key, life, 700)).toBe(false);
    const late = Array.from({ length: 8 }, () => lifetime.isEarned(key, life, 800));
    expect(late).toEqual([false, false, false, false, false, false, false, true]);
  });
});
