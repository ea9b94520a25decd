import fc from 'fast-check';
import { pack } from './pack';

const items = fc.array(
  fc.record({ tokens: fc.integer({ min: 0, max: 100 }), opening: fc.string({ maxLength: 5 }) }),
  { minLength: 1 },
);

describe('pack', () => {
  it('puts every item into one group, in order, and no group over the limit', () => {
    fc.assert(
      fc.property(items, fc.integer({ min: 100, max: 400 }), (all, limit) => {
        const groups = pack(all, limit);
        expect(groups.flatMap(([from, to]) => all.slice(from, to))).toEqual(all);
        for (const [from, to] of groups) {
          expect(to).toBeGreaterThan(from);
          expect(all.slice(from, to).reduce((sum, { tokens }) => sum + tokens, 0)).toBeLessThanOrEqual(limit);
        }
      }),
    );
  });

  it('keeps together what fits, and makes nothing of nothing', () => {
    expect(
      pack(
        [
          { tokens: 50, opening: 'a' },
          { tokens: 50, opening: 'b' },
        ],
        100,
      ),
    ).toEqual([[0, 2]]);
    expect(pack([], 100)).toEqual([]);
  });

  it('cuts equal items evenly', () => {
    expect(
      pack(
        Array.from({ length: 8 }, () => ({ tokens: 10, opening: 'same' })),
        40,
      ),
    ).toEqual([
      [0, 4],
      [4, 8],
    ]);
  });

  it('leaves no side of a cut small while it has a choice', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ minLength: 3, maxLength: 8 }), { minLength: 21, maxLength: 200 }),
        (openings) => {
          const groups = pack(
            openings.map((opening) => ({ tokens: 10, opening })),
            200,
          );
          for (const [from, to] of groups) expect((to - from) * 10).toBeGreaterThanOrEqual(70);
        },
      ),
    );
  });
});
