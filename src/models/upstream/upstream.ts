import { setTimeout as wait } from 'node:timers/promises';
import {
  circuitBreaker,
  CircuitState,
  CountBreaker,
  handleWhen,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import {
  type Ledger,
  ModelDownError,
  ModelUnavailableError,
  type UpstreamName,
  type UpstreamState,
} from '../../core/index';
import { believedMs, ProbePauses } from './probe-pauses';
import { RetryBudget } from './retry-budget';
import { faultOf, UpstreamFault } from './upstream-fault';

export interface UpstreamChange {
  readonly state: UpstreamState;
  /** What went wrong last; its message quotes nothing. */
  readonly fault: UpstreamFault | null;
}

export interface UpstreamOptions {
  readonly name: UpstreamName;
  readonly ledger: Ledger;
  /** After this a server that is down is tried again, unless it asked for longer; each time that fails it takes longer. */
  readonly probeAfterMs: number;
  /** Told of each change once; must not throw. */
  readonly onChange: (change: UpstreamChange) => void;
}

/** When a call has to give up. */
export interface CallTerms {
  /** Aborted by the caller, whose reason is then thrown, or by a deadline, whose reason is an {@link UpstreamFault}. */
  readonly signal: AbortSignal;
  /** Until when the signal's deadline lets an attempt begin to answer, on the clock of `performance.now()`. */
  readonly deadlineAt: number;
}

/**
 * More than 40 % of the last ten. A call that breaks off after its first token counts as well as begun and as failed, so a
 * server that breaks every answer off is at 50 %.
 */
const BREAKER = { threshold: 0.4, size: 10, minimumNumberOfCalls: 3 };
const MAX_RETRIES = 2;
const FIRST_PAUSE_MS = 200;

const STATES: Readonly<Record<CircuitState, UpstreamState>> = {
  [CircuitState.Closed]: 'up',
  [CircuitState.Open]: 'down',
  [CircuitState.HalfOpen]: 'probing',
  [CircuitState.Isolated]: 'down',
};

/**
 * The one policy for a model server that does not answer: retries within a budget, and a circuit breaker around them.
 *
 *     up ──too many of the last calls failed──► down ──one call is let through──► probing ──► up, or down for longer
 *
 * The retries are written here and not cockatiel's (3.2.1): its pauses cannot be aborted, and it cannot give up when a
 * `Retry-After` lies behind the deadline.
 */
export class Upstream {
  readonly #options: UpstreamOptions;
  readonly #budget = new RetryBudget();
  readonly #breaker: CircuitBreakerPolicy;
  readonly #pauses: ProbePauses;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.#pauses = new ProbePauses(options.probeAfterMs);
    this.#breaker = circuitBreaker(
      handleWhen((error) => this.#counts(error)),
      { breaker: new CountBreaker(BREAKER), halfOpenAfter: this.#pauses.backoff },
    );
    this.#listen();
  }

  get state(): UpstreamState {
    return STATES[this.#breaker.state];
  }

  /**
   * Makes attempts until one begins to answer.
   *
   * @param attempt one attempt, which ends when the signal of the terms does
   * @throws {ModelDownError} at once while the server is down, or another call is finding out whether it still is
   * @throws {ModelUnavailableError} whose cause is the {@link UpstreamFault}; both with the time until it is worth another call
   * @throws the reason of the caller's signal
   */
  async call<T>(attempt: () => Promise<T>, terms: CallTerms): Promise<T> {
    // cockatiel makes whoever comes while it probes wait for the outcome; on a hung server that is a whole deadline.
    if (this.state === 'probing') throw this.#down();
    try {
      return await this.#breaker.execute(() => this.#withRetries(attempt, terms));
    } catch (error) {
      throw this.#told(error);
    }
  }

  /** Counts a call that had begun to answer and then failed. @returns what to throw; as it is when `call` has thrown it */
  brokeOff(error: unknown): unknown {
    // In another state it is known to be down, and this would count as the probe.
    if (error instanceof UpstreamFault && this.state === 'up')
      void this.#breaker.execute(() => Promise.reject(error)).catch(() => undefined);
    return this.#told(error);
  }

  #down(): ModelDownError {
    return new ModelDownError(this.#options.name, { retryAfterMs: this.#leftMs });
  }

  #told(error: unknown): unknown {
    if (isBrokenCircuitError(error)) return this.#down();
    if (!(error instanceof UpstreamFault)) return error;
    const retryAfterMs = Math.max(this.#leftMs, believedMs(error));
    return new ModelUnavailableError(this.#options.name, { cause: error, retryAfterMs });
  }

  /** Until a call is let through again. */
  get #leftMs(): number {
    return this.state === 'down' ? this.#pauses.leftMs : 0;
  }

  /** What the caller aborted says nothing of the server; but as a probe it has not shown that the server is well. */
  #counts(error: unknown): boolean {
    return error instanceof UpstreamFault ? error.isOutage : this.state === 'probing';
  }

  async #withRetries<T>(attempt: () => Promise<T>, terms: CallTerms): Promise<T> {
    this.#budget.earn();
    for (let retries = 0; ; retries++) {
      try {
        return await attempt();
      } catch (error) {
        terms.signal.throwIfAborted();
        await this.#pauseToRetry(faultOf(error), { ...terms, retries });
      }
    }
  }

  /** @throws the fault when it is not worth a retry, or none may be made */
  async #pauseToRetry(
    fault: UpstreamFault,
    { signal, deadlineAt, retries }: CallTerms & { readonly retries: number },
  ): Promise<void> {
    const pauseMs = Math.max(fault.retryAfterMs, jittered(FIRST_PAUSE_MS * 2 ** retries));
    const isInTime = performance.now() + pauseMs < deadlineAt;
    if (!fault.isPassing || retries >= MAX_RETRIES || !isInTime || !this.#budget.spend()) throw fault;
    this.#options.ledger.record({ type: 'upstream_retry', upstream: this.#options.name });
    // Rejects only when the signal does.
    await wait(pauseMs, undefined, { signal }).catch(() => undefined);
    signal.throwIfAborted();
  }

  #listen(): void {
    const { name, ledger, onChange } = this.#options;
    let fault: UpstreamFault | null = null;
    this.#breaker.onFailure(({ reason }) => {
      fault = 'error' in reason && reason.error instanceof UpstreamFault ? reason.error : null;
    });
    this.#breaker.onStateChange(() => {
      ledger.record({ type: 'upstream', upstream: name, state: this.state });
      onChange({ state: this.state, fault });
    });
  }
}

/** Between half and all of it, so that clients that failed together do not come back together. */
function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
