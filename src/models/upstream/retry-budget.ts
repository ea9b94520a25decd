/** Calls that earn one retry. Beyond the reserve, retries are at most a tenth of all calls. */
const CALLS_PER_RETRY = 10;

/** Retries that may be made before any call has earned one, and the most that can be saved up. */
const RESERVE = 3;

/**
 * How many retries a server may still be sent, over all requests. A bound on each request alone would multiply the
 * load of a server that is down because of its load. As in Finagle's `RetryBudget` and gRPC's retry throttling (gRFC
 * A6).
 */
export class RetryBudget {
  /** Counted in calls: in floating point ten times a tenth is less than one. */
  #earned = RESERVE * CALLS_PER_RETRY;

  /** Called before each first attempt. */
  earn(): void {
    this.#earned = Math.min(RESERVE * CALLS_PER_RETRY, this.#earned + 1);
  }

  /** @returns whether one more retry may be made; it is then spent */
  spend(): boolean {
    if (this.#earned < CALLS_PER_RETRY) return false;
    this.#earned -= CALLS_PER_RETRY;
    return true;
  }
}
