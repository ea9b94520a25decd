import type { Usage } from '../words';

/** A complete answer, whoever it was generated for. */
export interface Answer {
  readonly text: string;
  /** Null when no model was asked, because there was no evidence. */
  readonly model: string | null;
  readonly usage: Usage | null;
  /** How long its generation took: what a hit saves. */
  readonly generationMs: number;
}

/** The one event type of answers: JSON waits for `done`, a stream forwards each as it comes. */
export type AnswerEvent =
  { readonly type: 'token'; readonly text: string } | (Landing & { readonly type: 'done' });

/** How a flight ended well. */
export interface Landing {
  readonly answer: Answer;
  /** False when the write gate let nothing be stored of it. */
  readonly kept: boolean;
  /** True when another flight did the work, here or on another instance. */
  readonly collapsed?: boolean;
}

type End =
  | { readonly landing: Landing; readonly failure: null }
  | { readonly landing: null; readonly failure: Failure };

interface Failure {
  readonly error: unknown;
}

/**
 * One answer on its way, replayable: whoever asks for its events, and whenever, gets all of them from the first. It ends
 * once, by `land` or by `fail`; what is said or ends after that does nothing.
 */
export class AnswerFlight {
  private readonly said: AnswerEvent[] = [];
  private ended: End | null = null;
  private wakeUps: (() => void)[] = [];
  private endListeners: ((landing: Landing | null) => void)[] = [];
  private readonly abandonment = new AbortController();

  /** @param startedAt on the clock of `performance.now()` */
  constructor(readonly startedAt: number = performance.now()) {}

  /** The flight of an answer that is already there. */
  static landed(answer: Answer): AnswerFlight {
    const flight = new AnswerFlight();
    flight.land({ answer, kept: true });
    return flight;
  }

  /** Aborted when nobody wants the answer any more: its work may then end. */
  get signal(): AbortSignal {
    return this.abandonment.signal;
  }

  say(text: string): void {
    if (!this.ended) this.push({ type: 'token', text });
  }

  land(landing: Landing): void {
    if (this.ended) return;
    // A stored answer was never said token by token: its readers get it as one.
    if (this.said.length === 0) this.push({ type: 'token', text: landing.answer.text });
    this.push({ type: 'done', ...landing });
    this.end({ landing, failure: null });
  }

  fail(error: unknown): void {
    if (!this.ended) this.end({ landing: null, failure: { error } });
  }

  /** @throws what `fail` was given, after the events before it */
  async *events(): AsyncGenerator<AnswerEvent, void, undefined> {
    for (let at = 0; ; at++) {
      while (at >= this.said.length && !this.ended) await this.next();
      const event = this.said[at];
      if (event) yield event;
      else if (this.ended?.failure) throw this.ended.failure.error;
      else return;
    }
  }

  /** @throws what `fail` was given */
  async landing(): Promise<Landing> {
    while (!this.ended) await this.next();
    if (this.ended.failure) throw this.ended.failure.error;
    return this.ended.landing;
  }

  /** Calls once when the flight ends, at once if it has: with its landing, or with null when it failed. */
  onEnd(listener: (landing: Landing | null) => void): void {
    if (this.ended) listener(this.ended.landing);
    else this.endListeners.push(listener);
  }

  private push(event: AnswerEvent): void {
    this.said.push(event);
    this.wake();
  }

  private end(end: End): void {
    this.ended = end;
    this.wake();
    for (const listener of this.endListeners) listener(end.landing);
    this.endListeners = [];
  }

  private next(): Promise<void> {
    return new Promise((resolve) => this.wakeUps.push(resolve));
  }

  private wake(): void {
    const sleepers = this.wakeUps;
    this.wakeUps = [];
    for (const wakeUp of sleepers) wakeUp();
  }
}
