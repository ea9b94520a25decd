import {
  newStanding,
  standingSchema,
  standsFrom,
  withJudgement,
  type Judgement,
  type Standing,
} from './standing';

const POLICY = { threshold: 0.85, maxWrong: 0.05 };
const NOW = 1_800_000_000_000;
const DAY_MS = 24 * 60 * 60 * 1_000;

/** A hundred or so right pairs certify 5 %. */
const ENOUGH = 200;

const right: Judgement = { similarity: 0.99, isWrong: false, source: 'shadow', isRepeat: false };

function after(standing: Standing, judgements: readonly Judgement[], nowMs = NOW): Standing {
  return judgements.reduce((at, judgement) => withJudgement(at, judgement, nowMs), standing);
}

const many = (judgement: Judgement, times: number): Judgement[] => Array<Judgement>(times).fill(judgement);

const certified = after(newStanding(POLICY), many(right, ENOUGH));

describe('the standing of semantic hits', () => {
  it('is shadow at first, and certified by enough right pairs', () => {
    expect(standsFrom(newStanding(POLICY), NOW)).toBeNull();
    expect(standsFrom(certified, NOW)).toBe(0.85);
  });

  it('covers only similarities at which pairs were judged', () => {
    const low = after(newStanding(POLICY), many({ ...right, similarity: 0.86, isWrong: true }, 20));
    expect(standsFrom(after(low, many(right, ENOUGH)), NOW)).toBeGreaterThan(0.86);
  });

  it('is not moved by pairs that it knows', () => {
    expect(
      standsFrom(after(newStanding(POLICY), many({ ...right, isRepeat: true }, ENOUGH)), NOW),
    ).toBeNull();
  });

  it('is shadow again when audits say that a change has come, and tells when and why', () => {
    const audited = after(certified, many({ ...right, source: 'audit', isWrong: true, isRepeat: true }, 3));
    expect(standsFrom(audited, NOW)).toBeNull();
    expect(audited).toMatchObject({ trips: 1, renewals: 1, lastTrip: { atMs: NOW, by: 'wealth' } });
    expect(audited.certificate.rungs.every(({ pairs }) => pairs === 0)).toBe(true);
  });

  it('is shadow again when askers say so', () => {
    expect(
      standsFrom(after(certified, many({ ...right, source: 'feedback', isWrong: true }, 30)), NOW),
    ).toBeNull();
  });

  it('stays certified while audits are right', () => {
    expect(
      standsFrom(after(certified, many({ ...right, source: 'audit', isRepeat: true }, 2_000)), NOW),
    ).toBe(0.85);
  });

  it('ends with its certificate after thirty days, and begins anew', () => {
    const later = NOW + 30 * DAY_MS;
    expect(standsFrom(certified, later)).toBeNull();
    expect(after(certified, many(right, 1), later)).toMatchObject({ renewals: 1, trips: 0 });
    expect(standsFrom(after(certified, many(right, ENOUGH), later), later)).toBe(0.85);
  });

  it('is the same when it comes back from JSON', () => {
    for (const standing of [newStanding(POLICY), certified])
      expect(standingSchema.parse(JSON.parse(JSON.stringify(standing)))).toEqual(standing);
  });
});
