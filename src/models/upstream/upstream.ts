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
} from '../../core';
import { believedMs, ProbePauses } from './probe-pauses';
import { becauseOf } from './because';
import { RetryBudget } from './retry-budget';
import { faultOf, UpstreamFault } from './upstream-fault';

export interface UpstreamChange {
  readonly state: UpstreamState;
  /** What went wrong last. Its message quotes nothing. */
  readonly fault: UpstreamFault | null;
}

export interface UpstreamOptions {
  readonly name: UpstreamName;
  readonly ledger: Ledger;
  /** About how long a server that is down is left alone at first, in ms (see {@link ProbePauses}). */
  readonly probeAfterMs: number;
  /** Told of each change once. It must not throw. */
  readonly onChange: (change: UpstreamChange) => void;
}

/** When a call has to give up. */
export interface CallTerms {
  /** Aborted by the caller or by a deadline. The caller's reason is thrown. A deadline's is an {@link UpstreamFault}. */
  readonly signal: AbortSignal;
  /** Until when the signal's deadline lets an attempt begin to answer, on the clock of `performance.now()`. */
  readonly deadlineAt: number;
}

/**
 * More than 40 % of the last ten. A call that breaks off after its first token counts twice, as begun and as failed.
 * So a server that breaks every answer off is at 50 %.
 */
const BREAKER = { threshold: 0.4, size: 10, minimumNumberOfCalls: 3 };
const MAX_RETRIES = 2;
const FIRST_PAUSE_MS = 200;

/** Refusals in a row from which on they are told of the server: one or two may be about what somebody asked. */
const REFUSALS_IN_A_ROW = 3;

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
 *      └──three requests in a row refused──► refusing ──one is answered──► up
 *
 * States:
 * - up: at first, and after a probe that did not fail. Every call is made, with retries. The state ends when more
 *   than 40 % of the last ten calls failed, of at least three.
 * - down: from then on. Every call fails at once. After a pause the next call ends the state; no call is made by
 *   itself. The pause grows with each failed probe ({@link ProbePauses}).
 * - probing: that call is being made. All others fail at once. When it begins to answer, the server is up. When it
 *   fails or its caller leaves, the server is down again.
 *
 * - refusing: entered when the server refused three requests in a row (a 4xx). Every call is made as in `up`, because
 *   each may be another matter. Only log, health and metrics tell it. An answer ends the state.
 *
 * A fault that concerns one request only (`refused`) does not count for the breaker, and as a probe it shows that the
 * server is up. If it counted, one person's questions could cut everybody off from the model.
 *
 * The retries are written here and not cockatiel's (3.2.1). Its pauses cannot be aborted, and it cannot give up when
 * a `Retry-After` lies behind the deadline.
 */
export class Upstream {
  readonly #options: UpstreamOptions;
  readonly #budget = new RetryBudget();
  readonly #breaker: CircuitBreakerPolicy;
  readonly #pauses: ProbePauses;
  #refusals = 0;
  #lastFault: UpstreamFault | null = null;

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
    const state = STATES[this.#breaker.state];
    return state === 'up' && this.#refusals >= REFUSALS_IN_A_ROW ? 'refusing' : state;
  }

  /**
   * Makes attempts until one begins to answer.
   *
   * @param attempt one attempt, which ends when the signal of the terms does
   * @throws {ModelDownError} at once while the server is down or probed, with the time until the next probe
   * @throws {ModelUnavailableError} whose cause is the {@link UpstreamFault}, with the time until another call is
   *   worth it
   * @throws the reason of the caller's signal
   */
  async call<T>(attempt: () => Promise<T>, terms: CallTerms): Promise<T> {
    // cockatiel makes calls wait for the outcome of a probe. On a hung server that is a whole deadline.
    if (this.state === 'probing') throw this.#down();
    try {
      const begun = await this.#breaker.execute(() => this.#withRetries(attempt, terms));
      this.#noteRefusals(0);
      return begun;
    } catch (error) {
      if (error instanceof UpstreamFault && error.kind === 'refused')
        this.#noteRefusals(this.#refusals + 1, error);
      throw this.#told(error);
    }
  }

  /**
   * Counts a call that had begun to answer and then failed.
   * @returns the error to throw; one that `call` has thrown is returned as it is
   */
  brokeOff(error: unknown): unknown {
    // In another state the server is known to be down, and this would count as the probe.
    if (error instanceof UpstreamFault && this.#breaker.state === CircuitState.Closed)
      void this.#breaker.execute(() => Promise.reject(error)).catch(() => undefined);
    return this.#told(error);
  }

  #down(): ModelDownError {
    const because = `The server is not asked for now. ${becauseOf(this.#options.name, this.#lastFault?.toldToOthers ?? null)}`;
    return new ModelDownError(this.#options.name, { retryAfterMs: this.#leftMs, because });
  }

  #told(error: unknown): unknown {
    if (isBrokenCircuitError(error)) return this.#down();
    if (!(error instanceof UpstreamFault)) return error;
    const retryAfterMs = Math.max(this.#leftMs, believedMs(error));
    const because = becauseOf(this.#options.name, error);
    return new ModelUnavailableError(this.#options.name, { cause: error, retryAfterMs, because });
  }

  /** Until a call is let through again. */
  get #leftMs(): number {
    return this.state === 'down' ? this.#pauses.leftMs : 0;
  }

  /** An abort by the caller says nothing of the server. As a probe it has not shown that the server is well. */
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
    this.#breaker.onFailure(({ reason }) => {
      this.#lastFault = 'error' in reason && reason.error instanceof UpstreamFault ? reason.error : null;
    });
    this.#breaker.onStateChange(() => {
      this.#tellState();
    });
  }

  #noteRefusals(inARow: number, fault: UpstreamFault | null = null): void {
    const before = this.state;
    this.#refusals = inARow;
    if (this.state === before) return;
    this.#lastFault = fault;
    this.#tellState();
  }

  #tellState(): void {
    const { name, ledger, onChange } = this.#options;
    ledger.record({ type: 'upstream', upstream: name, state: this.state });
    onChange({ state: this.state, fault: this.#lastFault });
  }
}

/** Between half and all of `ms`. Clients that failed together must not come back together. */
function jittered(ms: number): number {
  return ms * (0.5 + Math.random() / 2);
}
