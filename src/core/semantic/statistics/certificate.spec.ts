import fc from 'fast-check';
import { seeded } from '../../../../test/support/seeded';
import {
  certifiedThreshold,
  emptyCertificate,
  isExpired,
  pairsNeeded,
  withPair,
  type Certificate,
  type JudgedPair,
} from './certificate';
import { wordsOfCertificate } from './certificate-words';

const NOW = Date.UTC(2026, 10, 28);
const DAY_MS = 24 * 60 * 60 * 1_000;

describe('a certificate', () => {
  it('needs about 480 right pairs at 1 % over six thresholds, and certifies the loosest', () => {
    const empty = emptyCertificate(0.85, 0.01);
    const needed = neededFrom(empty);
    expect(needed).toBeGreaterThan(470);
    expect(needed).toBeLessThan(500);
    const almost = withRight(empty, needed - 1);
    expect(certifiedThreshold(almost, NOW)).toBeNull();
    expect(certifiedThreshold(withRight(almost, 1), NOW)).toBe(0.85);
  });

  it.each([
    [0.01, 299],
    [0.05, 59],
    [0.1, 29],
  ])(
    'never needs fewer right pairs at %d than the classical zero-failure plan has, and at most 7 %% more',
    (maxWrong, classical) => {
      // 1 − 0.95^(1/n) ≤ δ, as in Hanley and Lippman-Hand, "If nothing goes wrong, is everything all right?", JAMA 249 (1983).
      const { rungs, ...rest } = emptyCertificate(0.99, maxWrong);
      const alone = { ...rest, rungs: rungs.slice(0, 1) };
      const needed = neededFrom(alone);
      expect(needed).toBeGreaterThanOrEqual(classical);
      expect(needed).toBeLessThanOrEqual(Math.ceil(1.07 * classical));
    },
  );

  it('has the wealth that the formula gives by hand', () => {
    const first = withPair(emptyCertificate(0.5, 0.1), { similarity: 1, isWrong: false }, NOW);
    const second = withPair(first, { similarity: 1, isWrong: true }, NOW);
    // λ₁ = (0.1 − 0.01)/(0.1·0.9) = 1, because 0.05 wrong ones are expected among 5. λ₂ = (0.1 − 0.05/6)/(0.1·0.9).
    expect(Math.exp(first.rungs[0]?.logWealth ?? 0)).toBeCloseTo(1 + 1 * 0.1, 12);
    const bet = (0.1 - 0.05 / 6) / 0.09;
    expect(Math.exp(second.rungs[0]?.logWealth ?? 0)).toBeCloseTo(1.1 * (1 - bet * 0.9), 12);
  });

  it('counts a pair at every threshold that it reaches, and at no other', () => {
    const one = withPair(emptyCertificate(0.4, 0.01), { similarity: 0.7, isWrong: true }, NOW);
    expect(one.rungs.map(({ threshold, wrong }) => [Number(threshold.toFixed(2)), wrong])).toEqual([
      [0.4, 1],
      [0.5, 1],
      [0.6, 1],
      [0.7, 1],
      [0.8, 0],
      [0.9, 0],
    ]);
    const none = withPair(one, { similarity: Number.NaN, isWrong: false }, NOW);
    expect(none).toEqual(one);
  });

  it('certifies a stricter threshold while the loosest is wrong too often', () => {
    const random = seeded(1);
    let certificate = emptyCertificate(0.85, 0.01);
    for (let pair = 0; pair < 3_000; pair++) {
      const similarity = 0.85 + 0.15 * random();
      certificate = withPair(certificate, { similarity, isWrong: similarity < 0.9 && random() < 0.1 }, NOW);
    }
    expect(certifiedThreshold(certificate, NOW)).toBeCloseTo(0.9, 9);
  });

  it('ends after 30 days', () => {
    const certificate = withRight(emptyCertificate(0.85, 0.01), 500);
    expect(certifiedThreshold(certificate, NOW + 30 * DAY_MS - 1)).toBe(0.85);
    expect(isExpired(certificate, NOW + 30 * DAY_MS - 1)).toBe(false);
    expect(certifiedThreshold(certificate, NOW + 30 * DAY_MS)).toBeNull();
    expect(isExpired(certificate, NOW + 30 * DAY_MS)).toBe(true);
  });

  it.each([0, 1, -1, Number.NaN])('is refused for a share of %d', (maxWrong) => {
    expect(() => emptyCertificate(0.85, maxWrong)).toThrow(RangeError);
  });

  it('is made falsely in at most 5 % of all streams that are wrong exactly as often as δ, however often somebody looks', () => {
    const random = seeded(22);
    const runs = 400;
    let isFalse = 0;
    for (let run = 0; run < runs; run++) {
      if (certifiedWithin(3_000, () => ({ similarity: 0.85 + 0.15 * random(), isWrong: random() < 0.02 })))
        isFalse += 1;
    }
    expect(isFalse / runs).toBeLessThanOrEqual(0.05);
    // And it is no certificate that nobody ever gets.
    expect(certifiedWithin(3_000, () => ({ similarity: 1, isWrong: random() < 0.002 }))).toBe(true);
  });

  it('is the same whether it was stored as JSON between any two pairs or not', () => {
    fc.assert(
      fc.property(pairs, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (stream, maxWrong) => {
        const kept = stream.reduce(next, emptyCertificate(0.8, maxWrong));
        const stored = stream.reduce(
          (certificate, pair) => next(JSON.parse(JSON.stringify(certificate)) as Certificate, pair),
          emptyCertificate(0.8, maxWrong),
        );
        expect(stored).toEqual(kept);
      }),
    );
  });

  it('never gains by a wrong pair and never loses by a right one', () => {
    fc.assert(
      fc.property(pairs, (stream) => {
        const before = stream.reduce(next, emptyCertificate(0.8, 0.01));
        const wealth = ({ rungs }: Certificate): number[] => rungs.map(({ logWealth }) => logWealth);
        const right = wealth(next(before, { similarity: 1, isWrong: false }));
        const wrong = wealth(next(before, { similarity: 1, isWrong: true }));
        wealth(before).forEach((logWealth, at) => {
          expect(right[at]).toBeGreaterThanOrEqual(logWealth);
          expect(wrong[at]).toBeLessThanOrEqual(logWealth);
          expect(wrong[at]).toBeGreaterThan(-Infinity);
        });
      }),
    );
  });
});

describe('the words of a certificate', () => {
  it('say how many pairs it still takes', () => {
    expect(wordsOfCertificate(emptyCertificate(0.85, 0.01), NOW)).toBe(
      'not certified: 0 of about 490 audited pairs, 0 wrong',
    );
    expect(wordsOfCertificate(withRight(emptyCertificate(0.85, 0.01), 212), NOW)).toBe(
      'not certified: 212 of about 490 audited pairs, 0 wrong',
    );
  });

  it('say from which similarity on hits are served, and what is known of them', () => {
    expect(wordsOfCertificate(withRight(emptyCertificate(0.85, 0.01), 600), NOW)).toBe(
      'certified from similarity 0.85 on: at most 1 % wrong at 95 % confidence; 600 audited pairs, 0 wrong',
    );
  });

  it('say that more were wrong than is allowed', () => {
    let certificate = emptyCertificate(0.85, 0.01);
    for (let pair = 0; pair < 100; pair++)
      certificate = next(certificate, { similarity: 1, isWrong: pair % 5 === 0 });
    expect(wordsOfCertificate(certificate, NOW)).toBe(
      'not certified: 100 audited pairs, 20 wrong (20 %), and 1 % is allowed',
    );
  });
});

const pairs = fc.array(
  fc.record({ similarity: fc.double({ min: 0.7, max: 1, noNaN: true }), isWrong: fc.boolean() }),
  { maxLength: 40 },
);

function next(certificate: Certificate, pair: JudgedPair): Certificate {
  return withPair(certificate, pair, NOW);
}

function withRight(certificate: Certificate, count: number): Certificate {
  let after = certificate;
  for (let pair = 0; pair < count; pair++) after = next(after, { similarity: 1, isWrong: false });
  return after;
}

function neededFrom(certificate: Certificate): number {
  const [loosest] = certificate.rungs;
  return (loosest && pairsNeeded(certificate, loosest)) ?? Number.NaN;
}

/** Looks after every pair, at δ = 2 %. */
function certifiedWithin(count: number, draw: () => JudgedPair): boolean {
  let certificate = emptyCertificate(0.85, 0.02);
  for (let pair = 0; pair < count; pair++) {
    certificate = next(certificate, draw());
    if (certifiedThreshold(certificate, NOW) !== null) return true;
  }
  return false;
}
