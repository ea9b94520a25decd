/**
 * How often are semantic hits wrong? The certificate claims: of the distinct pairs that would have been served at this
 * threshold, at most a share `maxWrong` would be judged wrong. The claim holds at 95 % confidence, however often somebody looks.
 *
 * One betting e-process runs per threshold of a fixed grid: E = Π(1 + λᵢ(δ − xᵢ)), where xᵢ is 1 for a wrong pair and δ is
 * `maxWrong`. While the true share is at least δ, E is a nonnegative supermartingale. By Ville's inequality it then reaches
 * G/α with a probability of at most α/G. The grid has G thresholds (Bonferroni).
 *
 * - Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting", JRSS B 86 (2024), sections 4 and 5:
 *   the process, and bets λᵢ that depend on earlier pairs alone.
 * - Khosravi and Huo, "Conformal Selective Acting", arXiv 2605.20270 (2026): one process per threshold of a grid, about the
 *   errors among what is served.
 *
 * States: a rung is `open` at first. It is `certified` from the pair on that lifts its process to G/α, and stays so until the
 * certificate expires. Its owner then begins an empty certificate, as after a change of the answer profile.
 */

/** A judged pair of questions that passed every gate. The owner shows each distinct pair once. */
export interface JudgedPair {
  /** Cosine of the two questions, at most 1. */
  readonly similarity: number;
  /** True also where the judge was uncertain. */
  readonly isWrong: boolean;
}

/** One threshold of the grid. It is plain data, to be stored as JSON. */
export interface Rung {
  readonly threshold: number;
  /** Judged pairs at or above the threshold. */
  readonly pairs: number;
  readonly wrong: number;
  /** Natural logarithm of the e-process. */
  readonly logWealth: number;
  /** Unix time of the pair that certified it. */
  readonly certifiedAtMs: number | null;
}

/** Plain data, to be stored as JSON and resumed. */
export interface Certificate {
  /** δ: the share of wrong pairs that is certified; above 0, below 1. */
  readonly maxWrong: number;
  /** α: probability that the claim is made wrongly; 0.05 for 95 % confidence. */
  readonly risk: number;
  /** Loosest threshold first. */
  readonly rungs: readonly Rung[];
}

/** Each further threshold costs every other one some pairs: with six, 480 right ones instead of 299. */
const RUNGS = 6;

/** A certificate older than this says nothing about today's questions. */
const LIFE_MS = 30 * 24 * 60 * 60 * 1_000;

/**
 * Before the first pair the bets expect one wrong pair per ten that δ allows, held as firmly as half an expected wrong pair at δ.
 * They choose how fast a certificate comes. Its risk is the same with any bet.
 */
const EXPECTED_SHARE_OF_DELTA = 0.1;
const FIRMNESS = 0.5;

/**
 * @param threshold of similarity that the operator set; the grid divides what is above it evenly
 * @throws {RangeError} where a share is no share
 */
export function emptyCertificate(threshold: number, maxWrong: number, risk = 0.05): Certificate {
  for (const share of [maxWrong, risk])
    if (!(share > 0 && share < 1)) throw new RangeError(`${share} is no share between 0 and 1.`);
  const rungs = Array.from({ length: RUNGS }, (_, at) => ({
    threshold: threshold + ((1 - threshold) * at) / RUNGS,
    pairs: 0,
    wrong: 0,
    logWealth: 0,
    certifiedAtMs: null,
  }));
  return { maxWrong, risk, rungs };
}

/** @returns the certificate after one more pair; a similarity that is no number counts at no threshold */
export function withPair(certificate: Certificate, pair: JudgedPair, nowMs: number): Certificate {
  const rungs = certificate.rungs.map((rung) => {
    if (!(pair.similarity >= rung.threshold)) return rung;
    return certifiedIfDue(certificate, afterPair(certificate.maxWrong, rung, pair.isWrong), nowMs);
  });
  return { ...certificate, rungs };
}

/** @returns the loosest certified threshold; null while there is none and after 30 days */
export function certifiedThreshold({ rungs }: Certificate, nowMs: number): number | null {
  const isValid = ({ certifiedAtMs }: Rung): boolean =>
    certifiedAtMs !== null && nowMs - certifiedAtMs < LIFE_MS;
  return rungs.find(isValid)?.threshold ?? null;
}

/** @returns Unix ms until which the loosest certified threshold is; null while there is none */
export function certifiedUntil(certificate: Certificate, nowMs: number): number | null {
  const threshold = certifiedThreshold(certificate, nowMs);
  const rung = certificate.rungs.find((one) => one.threshold === threshold);
  return rung?.certifiedAtMs == null ? null : rung.certifiedAtMs + LIFE_MS;
}

/** Whether a rung was certified too long ago, so that the owner must begin again. */
export function isExpired({ rungs }: Certificate, nowMs: number): boolean {
  return rungs.some(({ certifiedAtMs }) => certifiedAtMs !== null && nowMs - certifiedAtMs >= LIFE_MS);
}

/**
 * @returns how many pairs the rung still needs if none of them is wrong, 0 where it is certified; null where more than a million
 *   would be needed
 */
export function pairsNeeded(certificate: Certificate, rung: Rung): number | null {
  if (rung.certifiedAtMs !== null) return 0;
  const wanted = logWealthWanted(certificate);
  let at = rung;
  while (at.logWealth < wanted) {
    if (at.pairs - rung.pairs >= 1_000_000) return null;
    at = afterPair(certificate.maxWrong, at, false);
  }
  return at.pairs - rung.pairs;
}

function afterPair(maxWrong: number, rung: Rung, isWrong: boolean): Rung {
  const gain = maxWrong - (isWrong ? 1 : 0);
  return {
    ...rung,
    pairs: rung.pairs + 1,
    wrong: rung.wrong + (isWrong ? 1 : 0),
    logWealth: rung.logWealth + Math.log1p(betOf(maxWrong, rung) * gain),
  };
}

/**
 * The bet that lets wealth grow fastest if pairs are wrong as often as expected: λ = (δ − p)/(δ(1 − δ)). It is below 1/(1 − δ),
 * so no pair takes all wealth. It is 0 where more wrong pairs are expected than δ allows.
 */
function betOf(delta: number, { pairs, wrong }: Rung): number {
  const expectedPairs = FIRMNESS / delta;
  const expected = (wrong + expectedPairs * EXPECTED_SHARE_OF_DELTA * delta) / (pairs + expectedPairs);
  return Math.max(0, (delta - expected) / (delta * (1 - delta)));
}

function certifiedIfDue(certificate: Certificate, rung: Rung, nowMs: number): Rung {
  const isDue = rung.certifiedAtMs === null && rung.logWealth >= logWealthWanted(certificate);
  return isDue ? { ...rung, certifiedAtMs: nowMs } : rung;
}

function logWealthWanted({ rungs, risk }: Certificate): number {
  return Math.log(rungs.length / risk);
}
