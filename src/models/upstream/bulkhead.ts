export interface BulkheadOptions {
  /** Calls that run at once. */
  readonly atOnce: number;
  /** Calls that may wait for a place; one more is refused. */
  readonly maxWaiting: number;
}

interface Waiting {
  readonly enter: () => void;
}

/** All places are taken, and as many calls wait as may. */
export class BulkheadFullError extends Error {
  constructor() {
    super('Too many calls wait already.');
    this.name = 'BulkheadFullError';
  }
}

/** Weight of the newest call in the mean of their durations. */
const NEWEST = 0.2;

/**
 * A bound on the calls that a server is sent at once. Calls beyond it wait in order, up to a bound of their own. Hand-written:
 * cockatiel's bulkhead (3.2.1) takes its place back when a function returns, and a streamed answer goes on after that.
 */
export class Bulkhead {
  readonly #options: BulkheadOptions;
  #running = 0;
  /** A set keeps the order, and lets go of a call in its middle at once. */
  readonly #waiting = new Set<Waiting>();
  #meanMs = 0;

  constructor(options: BulkheadOptions) {
    this.#options = options;
  }

  /** How long a call that came now would wait for a place, guessed by how long calls take; 0 before the first ended. */
  get expectedWaitMs(): number {
    return (this.#meanMs * (this.#waiting.size + 1)) / this.#options.atOnce;
  }

  /** Takes a place if one is free. @returns gives it back; null when none is free */
  tryEnter(): (() => void) | null {
    if (this.#running >= this.#options.atOnce) return null;
    this.#running++;
    return this.#place();
  }

  /**
   * Waits for a place.
   * @returns gives it back
   * @throws {BulkheadFullError} at once
   * @throws the reason of `signal` when it fires before a place is free
   */
  async enter(signal: AbortSignal): Promise<() => void> {
    const free = this.tryEnter();
    if (free) return free;
    if (this.#waiting.size >= this.#options.maxWaiting) throw new BulkheadFullError();
    const hasEntered = await new Promise<boolean>((resolve) => {
      const settle = (entered: boolean) => (): void => {
        this.#waiting.delete(waiting);
        signal.removeEventListener('abort', giveUp);
        resolve(entered);
      };
      const giveUp = settle(false);
      const waiting: Waiting = { enter: settle(true) };
      signal.addEventListener('abort', giveUp);
      this.#waiting.add(waiting);
    });
    if (!hasEntered) signal.throwIfAborted();
    return this.#place();
  }

  #place(): () => void {
    const enteredAt = performance.now();
    let isTaken = true;
    return () => {
      if (isTaken) this.#leave(performance.now() - enteredAt);
      isTaken = false;
    };
  }

  /** A place that is given back goes to the first call that waits, so no call overtakes. */
  #leave(ms: number): void {
    this.#meanMs = this.#meanMs === 0 ? ms : this.#meanMs + NEWEST * (ms - this.#meanMs);
    const [first] = this.#waiting;
    if (first) first.enter();
    else this.#running--;
  }
}
