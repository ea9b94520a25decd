import fc from 'fast-check';
import { expiry } from './ttl';

describe('the expiry of an entry', () => {
  it('lies between 90 % and 100 % of its time after it was stored, wherever chance puts it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 41 }),
        fc.integer({ min: 0, max: 7 * 86_400_000 }),
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
