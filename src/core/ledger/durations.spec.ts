import fc from 'fast-check';
import { Durations, DURATION_BUCKETS_S } from './durations';

const ms = fc.oneof(
  fc.double({ min: 0, max: 60_000, noNaN: true }),
  fc.constantFrom(...DURATION_BUCKETS_S).map((s) => s * 1_000),
);

describe('Durations', () => {
  it('counts for every bound what took at most that long, and sums the rest of the facts', () => {
    fc.assert(
      fc.property(fc.array(ms, { maxLength: 30 }), (times) => {
        const durations = new Durations();
        for (const each of times) durations.add(each);
        expect(durations.cumulative()).toEqual(
          DURATION_BUCKETS_S.map((bound) => times.filter((each) => each <= bound * 1_000).length),
        );
        expect(durations.count).toBe(times.length);
        const sum = times.reduce((a, b) => a + b, 0);
        expect(durations.sumMs).toBeCloseTo(sum, 6);
        expect(durations.averageMs).toBeCloseTo(times.length === 0 ? 0 : sum / times.length, 6);
      }),
    );
  });

  it('has bounds that rise', () => {
    expect([...DURATION_BUCKETS_S].sort((a, b) => a - b)).toEqual(DURATION_BUCKETS_S);
  });
});
