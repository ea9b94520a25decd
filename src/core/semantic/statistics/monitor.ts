/**
 * While semantic hits are served, a random share of them is audited. The monitor trips when the audits say that more than a
 * share δ of them is wrong. It holds two processes, and its owner may look after every audit.
 *
 * - `wealth` is the mean over bets λ of Π(1 + λ(x − δ)). While at most δ are wrong it is a nonnegative supermartingale that
 *   starts at 1. By Ville's inequality it ever reaches 20 with a probability of at most 5 % (Waudby-Smith and Ramdas, JRSS B
 *   86, 2024, section 4). A long run of right answers leaves little of it, so alone it sees a later change too late.
 * - `change` sums, over every audit at which a change may have begun, the wealth since then. That is the Shiryaev-Roberts form
 *   of Shin, Ramdas and Rinaldo, "E-detectors", New England Journal of Statistics in Data Science (2024). While at most δ are
 *   wrong it is expected to be at most n after n audits. By Doob's inequality it has reached A with a probability of at most n/A.
 *
 * States: a monitor is `watching` until one process reaches its limit. Then it is `tripped`, and no later audit changes that.
 * Its owner returns to shadow and begins a new certificate and a new monitor.
 */

/** Plain data, to be stored as JSON and resumed. */
export interface Monitor {
  /** δ: the share of wrong answers that is accepted; above 0, below 1. */
  readonly maxWrong: number;
  readonly audits: number;
  readonly wrong: number;
  /** Natural logarithms, one per bet. */
  readonly logWealths: readonly number[];
  /** Natural logarithms of one plus the sum, one per bet. */
  readonly logChanges: readonly number[];
  readonly tripped: 'wealth' | 'change' | null;
}

/**
 * Bets as multiples of 1/δ. At δ = 1 % they are 1, 3, 10 and 30. Small ones see small excess, large ones see it soon. All are
 * below 1, so a right answer never takes all wealth.
 */
const BETS = [0.01, 0.03, 0.1, 0.3];

const WEALTH_LIMIT = 20;

/** By Doob's bound, 1 % for 5,000 audits. */
const CHANGE_LIMIT = 500_000;

/** @throws {RangeError} where `maxWrong` is no share */
export function newMonitor(maxWrong: number): Monitor {
  if (!(maxWrong > 0 && maxWrong < 1)) throw new RangeError(`${maxWrong} is no share between 0 and 1.`);
  const nothing = BETS.map(() => 0);
  return { maxWrong, audits: 0, wrong: 0, logWealths: nothing, logChanges: nothing, tripped: null };
}

/** @returns the monitor after one more audit; an audit that could not tell counts as wrong */
export function withAudit(monitor: Monitor, isWrong: boolean): Monitor {
  if (monitor.tripped !== null) return monitor;
  const gains = BETS.map((bet) => gainOf(monitor.maxWrong, bet, isWrong));
  const logWealths = monitor.logWealths.map((wealth, at) => wealth + (gains[at] ?? 0));
  const logChanges = monitor.logChanges.map((change, at) => Math.log1p(Math.exp(change + (gains[at] ?? 0))));
  return {
    maxWrong: monitor.maxWrong,
    audits: monitor.audits + 1,
    wrong: monitor.wrong + (isWrong ? 1 : 0),
    logWealths,
    logChanges,
    tripped: tripOf(logWealths, logChanges),
  };
}

function tripOf(logWealths: readonly number[], logChanges: readonly number[]): Monitor['tripped'] {
  if (meanOf(logWealths) >= WEALTH_LIMIT) return 'wealth';
  return meanOf(logChanges) - 1 >= CHANGE_LIMIT ? 'change' : null;
}

/** log(1 + λ(x − δ)) */
function gainOf(delta: number, bet: number, isWrong: boolean): number {
  return Math.log1p((bet / delta) * ((isWrong ? 1 : 0) - delta));
}

function meanOf(logs: readonly number[]): number {
  return logs.reduce((sum, log) => sum + Math.exp(log), 0) / logs.length;
}
