import { UpstreamFault } from '../upstream/upstream-fault';

/** How long a stream may keep its reader waiting; all in ms. */
export interface StreamLimits {
  /** From the first request to the first piece of text, retries included. */
  readonly firstTokenMs: number;
  /** Between two chunks after that. */
  readonly idleMs: number;
  /** From the request to the end. */
  readonly totalMs: number;
}

/** Behind a whole answer come its usage and the end of the stream, some ms later; some servers send neither, or keep-alives for ever. */
const END_MS = 500;

/**
 * Ends a stalled stream, which the `openai` client never does: its timeout covers only the wait for the headers
 * (measured with openai 6 and 7: no error in 2.5 s with a timeout of 300 ms).
 */
export class StreamWatch {
  /** Aborts the request: when a limit has passed (with an {@link UpstreamFault}), when the caller's signal fires, and on `close`. */
  readonly signal: AbortSignal;
  /** Until when the model may begin, on the clock of `performance.now()`. */
  readonly deadlineAt: number;
  readonly #own = new AbortController();
  readonly #limits: StreamLimits;
  readonly #total: NodeJS.Timeout;
  #wait: NodeJS.Timeout;
  #end: NodeJS.Timeout | undefined;

  constructor(limits: StreamLimits, caller?: AbortSignal) {
    this.#limits = limits;
    this.deadlineAt = performance.now() + Math.min(limits.firstTokenMs, limits.totalMs);
    this.signal = caller ? AbortSignal.any([caller, this.#own.signal]) : this.#own.signal;
    this.#total = this.#expire(limits.totalMs, 'The model did not finish in time.');
    this.#wait = this.#expire(limits.firstTokenMs, 'The model did not begin in time.');
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

  /** Whether the answer is whole, so that only its usage is to come: from then on all that comes has 500 ms together. */
  expectEnd(isWhole: boolean): void {
    if (isWhole) {
      this.#end ??= this.#expire(END_MS, 'The model did not end its answer.');
      return;
    }
    clearTimeout(this.#end);
    this.#end = undefined;
  }

  /** Clears the timers and ends the request if it still runs. */
  close(): void {
    clearTimeout(this.#total);
    clearTimeout(this.#wait);
    clearTimeout(this.#end);
    this.#own.abort();
  }

  #expire(ms: number, message: string): NodeJS.Timeout {
    return setTimeout(() => {
      this.#own.abort(new UpstreamFault('late', message));
    }, ms);
  }
}
