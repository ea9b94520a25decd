import type { Finish } from '../ports/language-model';
import type { Answer } from '../ports/words';

/** The one event type of answers: JSON waits for `done`, a stream forwards each as it comes. */
export type AnswerEvent =
  { readonly type: 'token'; readonly text: string } | (Landing & { readonly type: 'done' });

/** What those get who wait for the whole answer. */
export interface Landing {
  readonly answer: Answer;
  /** Whether it is stored. */
  readonly kept: boolean;
  /** True when another flight did the work, here or on another instance. */
  readonly collapsed?: boolean;
  /** Whether the write gate refused what the model said. */
  readonly refused: boolean;
  /** Why the model stopped, where that was before its answer was complete. */
  readonly brokenOff?: Exclude<Finish, 'stop'> | undefined;
  /** Whether it was quoted from the evidence, because the model failed or said nothing that can be shown. */
  readonly degraded: boolean;
}

/** A flight that failed after it had said something may land all the same, for those who heard nothing of it yet. */
type End =
  | { readonly landing: Landing; readonly failure: Failure | null }
  | { readonly landing: null; readonly failure: Failure };

interface Failure {
  readonly error: unknown;
}

/** Why an answer was not finished: everybody who had asked for it left. Nobody is there to be told. */
export class FlightAbandonedError extends Error {
  constructor() {
    super('Everybody who asked for this answer left before it was worth finishing.');
    this.name = 'FlightAbandonedError';
  }
}

/**
 * One answer on its way, replayable: whoever asks for its events, and whenever, gets all of them from the first. It ends
 * once, by `land`, `fail` or `abandon`; what is said or ends after that does nothing. Its text is here once, however many
 * read it: a reader that lags keeps its place and nothing else.
 */
export class AnswerFlight {
  readonly startedAt = performance.now();
  private readonly said: AnswerEvent[] = [];
  private saidChars = 0;
  private aboard = 0;
  private ended: End | null = null;
  private readonly wakeUps = new Set<() => void>();
  private readonly endListeners = new Set<(landing: Landing | null) => void>();
  private readonly abandonment = new AbortController();
  /** What ends the listening for the leaving of each: their signals may live longer than the flight, up to that of the process. */
  private readonly askers = new Set<() => void>();

  /** @param worthFinishingAt from how many characters on the answer is finished although nobody waits for it any more */
  constructor(private readonly worthFinishingAt = Infinity) {}

  /** The flight of an answer that is already there. */
  static landed(answer: Answer): AnswerFlight {
    const flight = new AnswerFlight();
    flight.land({ answer, kept: true, refused: false, degraded: false });
    return flight;
  }

  /** Aborted when nobody wants the answer any more: its work may then end. */
  get signal(): AbortSignal {
    return this.abandonment.signal;
  }

  /** How it ended, if it has ended well. */
  get landed(): Landing | null {
    return this.ended?.landing ?? null;
  }

  /**
   * Takes an asker aboard until `leaving` fires; without it they stay to the end. When the last one leaves, the flight is
   * abandoned unless enough was said for it to be worth finishing. Listening is not being aboard.
   */
  board(leaving?: AbortSignal): void {
    if (this.ended) return;
    this.aboard++;
    this.whenLeft(leaving, () => {
      this.aboard--;
      if (this.aboard === 0 && this.saidChars < this.worthFinishingAt) this.abandon();
    });
  }

  say(text: string): void {
    if (this.ended) return;
    this.saidChars += text.length;
    this.push({ type: 'token', text });
  }

  /** Whether anybody may have heard a part of the answer. */
  get hasSpoken(): boolean {
    return this.said.length > 0;
  }

  land(landing: Landing): void {
    if (this.ended) return;
    // A stored answer was never said token by token: its readers get it as one.
    if (!this.hasSpoken) this.push({ type: 'token', text: landing.answer.text });
    this.push({ type: 'done', ...landing });
    this.end({ landing, failure: null });
  }

  /** @param instead what those get who wait for the whole answer; who heard a part of another gets the error */
  fail(error: unknown, instead: Landing | null = null): void {
    const failure = { error };
    if (!this.ended) this.end(instead ? { landing: instead, failure } : { landing: null, failure });
  }

  /** Ends the flight because nobody is aboard, and tells its work. */
  abandon(): void {
    if (this.ended) return;
    const reason = new FlightAbandonedError();
    this.fail(reason);
    this.abandonment.abort(reason);
  }

  /**
   * @param leaving ends the wait of this reader
   * @throws what `fail` was given, after the events before it; the reason of `leaving`
   */
  async *events(leaving?: AbortSignal): AsyncGenerator<AnswerEvent, void, undefined> {
    for (let at = 0; ; at++) {
      while (at >= this.said.length && !this.ended) await this.next(leaving);
      leaving?.throwIfAborted();
      const event = this.said[at];
      if (event) yield event;
      else if (this.ended?.failure) throw this.ended.failure.error;
      else return;
    }
  }

  /**
   * @param leaving ends the wait of this reader
   * @throws what `fail` was given, when it was given nothing instead; the reason of `leaving`
   */
  async landing(leaving?: AbortSignal): Promise<Landing> {
    while (!this.ended) await this.next(leaving);
    if (this.ended.landing === null) throw this.ended.failure.error;
    return this.ended.landing;
  }

  /**
   * Calls once when the flight ends, at once if it has: with its landing, or with null when it has none.
   * @param unless keeps the listener from being called when it fires first
   */
  onEnd(listener: (landing: Landing | null) => void, unless?: AbortSignal): void {
    if (this.ended) {
      listener(this.ended.landing);
      return;
    }
    this.endListeners.add(listener);
    this.whenLeft(unless, () => this.endListeners.delete(listener));
  }

  private whenLeft(leaving: AbortSignal | undefined, listener: () => void): void {
    if (!leaving) return;
    if (leaving.aborted) {
      listener();
      return;
    }
    const left = (): void => {
      forget();
      listener();
    };
    const forget = (): void => {
      leaving.removeEventListener('abort', left);
      this.askers.delete(forget);
    };
    leaving.addEventListener('abort', left);
    this.askers.add(forget);
  }

  private push(event: AnswerEvent): void {
    this.said.push(event);
    this.wake();
  }

  private end(end: End): void {
    this.ended = end;
    this.wake();
    for (const listener of this.endListeners) listener(end.landing);
    this.endListeners.clear();
    for (const forget of this.askers) forget();
  }

  /** Resolves when there is something new. A reader that leaves is forgotten at once, so that a long flight does not collect them. */
  private async next(leaving?: AbortSignal): Promise<void> {
    leaving?.throwIfAborted();
    await new Promise<void>((resolve) => {
      const wakeUp = (): void => {
        this.wakeUps.delete(wakeUp);
        leaving?.removeEventListener('abort', wakeUp);
        resolve();
      };
      this.wakeUps.add(wakeUp);
      leaving?.addEventListener('abort', wakeUp);
    });
    leaving?.throwIfAborted();
  }

  private wake(): void {
    for (const wakeUp of this.wakeUps) wakeUp();
  }
}
