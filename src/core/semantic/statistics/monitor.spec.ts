import fc from 'fast-check';
import { seeded } from '../../../../test/support/seeded';
import { newMonitor, withAudit, type Monitor } from './monitor';

const DELTA = 0.01;

describe('the monitor of served hits', () => {
  it('has the wealth of the published bets: the mean over λ of 1, 3, 10 and 30 at δ = 1 %', () => {
    const afterWrong = withAudit(newMonitor(DELTA), true);
    expect(wealthOf(afterWrong)).toBeCloseTo((1.99 + 3.97 + 10.9 + 30.7) / 4, 9);
    const afterRight = withAudit(afterWrong, false);
    expect(wealthOf(afterRight)).toBeCloseTo((1.99 * 0.99 + 3.97 * 0.97 + 10.9 * 0.9 + 30.7 * 0.7) / 4, 9);
  });

  it('trips at 20 and not before: one wrong answer alone is no proof, two in a row are', () => {
    const one = withAudit(newMonitor(DELTA), true);
    expect(one.tripped).toBeNull();
    expect(withAudit(one, true).tripped).toBe('wealth');
  });

  it('stays tripped whatever comes', () => {
    let monitor = withAudit(withAudit(newMonitor(DELTA), true), true);
    for (let audit = 0; audit < 100; audit++) monitor = withAudit(monitor, false);
    expect(monitor).toMatchObject({ tripped: 'wealth', audits: 2, wrong: 2 });
  });

  it('trips falsely in at most 5 % of all runs of 5,000 audits that are wrong exactly as often as δ', () => {
    const random = seeded(5_000);
    const runs = 400;
    let trips = 0;
    for (let run = 0; run < runs; run++)
      if (auditsUntilTrip(newMonitor(DELTA), () => random() < DELTA, 5_000) !== null) trips += 1;
    expect(trips / runs).toBeLessThanOrEqual(0.05);
  });

  it('sees a change after a long good time: within 150 audits at 20 % wrong, and 40 where every second is', () => {
    const lines = [0.03, 0.05, 0.1, 0.2, 0.5].map((share) => {
      const random = seeded(7);
      const fresh = delays(newMonitor(DELTA), () => random() < share);
      const late = delays(afterGoodTime(), () => random() < share);
      return { share, fresh: fresh.median, late: late.median, late95: late.most };
    });
    console.log(
      ['audits until the monitor trips, by the share of wrong ones (at once; after 3,000 at 0.2 %)']
        .concat(
          lines.map(
            ({ share, fresh, late, late95 }) =>
              `${100 * share} %: median ${fresh}; median ${late}, 95 % within ${late95}`,
          ),
        )
        .join('\n'),
    );
    expect(lines[3]?.late95).toBeLessThanOrEqual(150);
    expect(lines[4]?.late95).toBeLessThanOrEqual(40);
    expect(lines[1]?.late95).toBeLessThanOrEqual(1_500);
  });

  it('is the same whether it was stored as JSON between any two audits or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 60 }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        (audits, maxWrong) => {
          const kept = audits.reduce(withAudit, newMonitor(maxWrong));
          const stored = audits.reduce(
            (monitor, isWrong) => withAudit(JSON.parse(JSON.stringify(monitor)) as Monitor, isWrong),
            newMonitor(maxWrong),
          );
          expect(stored).toEqual(kept);
        },
      ),
    );
  });

  it.each([0, 1, -0.5, Number.NaN])('is refused for a share of %d', (maxWrong) => {
    expect(() => newMonitor(maxWrong)).toThrow(RangeError);
  });
});

function wealthOf({ logWealths }: Monitor): number {
  return logWealths.reduce((sum, log) => sum + Math.exp(log), 0) / logWealths.length;
}

function auditsUntilTrip(from: Monitor, isWrong: () => boolean, most: number): number | null {
  let monitor = from;
  for (let audit = 1; audit <= most; audit++) {
    monitor = withAudit(monitor, isWrong());
    if (monitor.tripped !== null) return audit;
  }
  return null;
}

function afterGoodTime(): Monitor {
  let monitor = newMonitor(DELTA);
  for (let audit = 0; audit < 3_000; audit++) monitor = withAudit(monitor, audit % 500 === 250);
  return monitor;
}

function delays(from: Monitor, isWrong: () => boolean): { median: number; most: number } {
  const runs = Array.from({ length: 200 }, () => auditsUntilTrip(from, isWrong, 20_000) ?? Infinity);
  runs.sort((a, b) => a - b);
  return { median: runs[100] ?? NaN, most: runs[189] ?? NaN };
}
