import { UpstreamFault } from '../upstream/upstream-fault';

/** How long a stream may keep its reader waiting, all in ms. */
export interface StreamLimits {
  /** From the first request to the first sign of work, text or thinking. Retries are included. */
  readonly firstTokenMs: number;
  /** Between two chunks after that. */
  readonly idleMs: number;
  /** From the first request to the end. */
  readonly totalMs: number;
}

/**
 * The usage and the end of the stream follow a whole answer within some ms. Some servers send neither, or keep-alives
 * for ever.
 */
const END_MS = 500;

/**
 * Ends a stalled stream, which the `openai` client never does. The client's time-out covers only the wait for the
 * headers. Measured with openai 6 and 7: no error in 2.5 s with a time-out of 300 ms.
 *
 * States:
 * - beginning: from the start. `firstTokenMs` runs, over all attempts. The first chunk that shows work ends the
 *   state.
 * - reading: a chunk came, and its reader works on it. Only `totalMs` runs, because this time is not the server's.
 *   The reader's request for the next chunk ends it.
 * - waiting: the reader wants the next chunk. `idleMs` runs. The chunk ends the state.
 * - ending: the answer is whole. From then on everything that comes has 500 ms together, beside the limits above. A
 *   chunk which shows that the answer goes on ends the state.
 * - over: a limit passed, the caller's signal fired, or `close` was called. The request is aborted.
 *
 * `totalMs` runs in all of them but the last.
 */
export class StreamWatch {
  /**
   * Aborts the request when a limit has passed (with an {@link UpstreamFault}), when the caller's signal fires, and
   * on `close`.
   */
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

  /** A chunk came. The time that its reader takes is not the server's. */
  pause(): void {
    clearTimeout(this.#wait);
  }

  /** The reader waits for the next chunk. */
  resume(): void {
    clearTimeout(this.#wait);
    this.#wait = this.#expire(this.#limits.idleMs, 'The model stopped in the middle of its answer.');
  }

  /** @param isWhole whether the answer is whole, so that only its usage is to come */
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
