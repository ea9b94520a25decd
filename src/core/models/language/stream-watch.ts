/** How long a stream may keep its reader waiting; all in ms. */
export interface StreamLimits {
  /** From the request to the first piece of text. */
  readonly firstTokenMs: number;
  /** Between two chunks after that. */
  readonly idleMs: number;
  /** From the request to the end. */
  readonly totalMs: number;
}

/** A stream that took longer than a limit or was not a completion. Its message is ours: it quotes nothing. */
export class StreamFault extends Error {
  override readonly name = 'StreamFault';
}

/**
 * Ends a stalled stream, which the `openai` client never does: its timeout covers only the wait for the headers
 * (measured with openai 6 and 7: no error in 2.5 s with a timeout of 300 ms).
 */
export class StreamWatch {
  /** Aborts the request: when a limit has passed, when the caller's signal fires, and on `close`. */
  readonly signal: AbortSignal;
  readonly #own = new AbortController();
  readonly #limits: StreamLimits;
  readonly #total: NodeJS.Timeout;
  #wait: NodeJS.Timeout;
  #fault: StreamFault | undefined;

  constructor(limits: StreamLimits, caller?: AbortSignal) {
    this.#limits = limits;
    this.signal = caller ? AbortSignal.any([caller, this.#own.signal]) : this.#own.signal;
    this.#total = this.#expire(limits.totalMs, 'The model did not finish in time.');
    this.#wait = this.#expire(limits.firstTokenMs, 'The model did not begin in time.');
  }

  /** The limit that has passed, if one has. */
  get fault(): StreamFault | undefined {
    return this.#fault;
  }

  /** A chunk came: the time that its reader takes is not the server's. */
  pause(): void {
    clearTimeout(this.#wait);
  }

  /** The reader waits for the next chunk. */
  resume(): void {
    clearTimeout(this.#wait);
    this.#wait = this.#expire(this.#limits.idleMs, 'The model stopped in the middle of its answer.');
  }

  /** Clears the timers and ends the request if it still runs. */
  close(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#wait);
    this.#own.abort();
  }

  #expire(ms: number, message: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.#fault = new StreamFault(message);
      this.#own.abort(this.#fault);
    }, ms);
  }
}
