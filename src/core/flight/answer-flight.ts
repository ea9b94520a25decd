import {
  left,
  landingOf,
  type Failed,
  type FlightEnd,
  type Landing,
  type Left,
  type Quoted,
} from './flight-end';
import type { ModelEvent } from '../ports/language-model';
import type { Answer } from '../ports/words';

/** A piece of an answer: of its text, or of a function that it calls. */
export type AnswerPiece = Exclude<ModelEvent, { type: 'end' }>;

/** The one event type of answers: JSON waits for `done`, a stream forwards each as it comes. */
export type AnswerEvent = AnswerPiece | { readonly type: 'done'; readonly landing: Landing };

/** A whole answer as few pieces: its text, or one for each call. */
export function piecesOf({ text, calls = [] }: Answer): AnswerPiece[] {
  if (calls.length === 0) return [{ type: 'token', text }];
  return calls.map((call, at) => ({ type: 'call', at, ...call }));
}

/**
 * One answer on its way, replayable: whoever asks for its events, and whenever, gets all of them from the first. Its text is here
 * once, however many read it. A reader that lags keeps its place and nothing else.
 *
 * States:
 * - *Under way*: from its making. `say` adds a token. Askers board and leave, readers follow, listeners wait for the end. When
 *   the last asker leaves before enough was said, the flight ends as `left`. Otherwise it ends by `end`.
 * - *Ended*: by the first end (flight-end.ts), for ever; what is said or ends after it does nothing. A landing reaches all
 *   readers as `done`, before it as one token where nothing was said. A `quoted` end reaches readers who could have heard a part
 *   of another answer as its error. A `failed` or `left` end reaches everybody as its error. A `left` end also aborts `signal`.
 */
export class AnswerFlight {
  readonly startedAt = performance.now();
  private readonly said: AnswerEvent[] = [];
  private saidChars = 0;
  private aboard = 0;
  private strictestAgeMs: number | null = null;
  private ended: FlightEnd | null = null;
  /** The end, where it reaches readers of events as an error. */
  private brokenOff: Quoted | Failed | Left | null = null;
  private readonly wakeUps = new Set<() => void>();
  private readonly endListeners = new Set<(end: FlightEnd) => void>();
  private readonly abandonment = new AbortController();
  /** Ends the listening for each asker's leaving: an asker's signal may live as long as the process, a flight does not. */
  private readonly askers = new Set<() => void>();

  /** @param worthFinishingAt from how many characters on the answer is finished although nobody waits for it any more */
  constructor(private readonly worthFinishingAt = Infinity) {}

  /** Aborted when nobody wants the answer any more: its work may then end. */
  get signal(): AbortSignal {
    return this.abandonment.signal;
  }

  /** Its answer, once it has ended with one. */
  get landed(): Landing | null {
    return this.ended && landingOf(this.ended);
  }

  /** The oldest answer that will do for everybody who came aboard, in milliseconds; any when null. */
  get maxAgeMs(): number | null {
    return this.strictestAgeMs;
  }

  get hasEnded(): boolean {
    return this.ended !== null;
  }

  /**
   * Takes an asker aboard until `leaving` fires; without it they stay to the end. Listening is not being aboard.
   * @param maxAgeMs the oldest answer that will do for them
   */
  board(leaving?: AbortSignal, maxAgeMs: number | null = null): void {
    if (this.ended) return;
    this.aboard++;
    if (maxAgeMs !== null) this.strictestAgeMs = Math.min(maxAgeMs, this.strictestAgeMs ?? maxAgeMs);
    this.whenLeft(leaving, () => {
      this.aboard--;
      if (this.aboard === 0 && this.saidChars < this.worthFinishingAt) this.end(left());
    });
  }

  say(piece: AnswerPiece): void {
    if (this.ended) return;
    this.saidChars += piece.type === 'token' ? piece.text.length : piece.arguments.length;
    this.said.push(piece);
    this.wake();
  }

  end(end: FlightEnd): void {
    if (this.ended) return;
    this.sayEnd(end);
    this.ended = end;
    this.wake();
    for (const listener of this.endListeners) listener(end);
    this.endListeners.clear();
    for (const forget of this.askers) forget();
    if (end.how === 'left') this.abandonment.abort(end.error);
  }

  /**
   * @param leaving ends the wait of this reader
   * @throws the error of an end that reaches readers as one, after the events before it; the reason of `leaving`
   */
  async *events(leaving?: AbortSignal): AsyncGenerator<AnswerEvent, void, undefined> {
    for (let at = 0; ; at++) {
      while (at >= this.said.length && !this.ended) await this.next(leaving);
      leaving?.throwIfAborted();
      const event = this.said[at];
      if (event) yield event;
      else if (this.brokenOff) throw this.brokenOff.error;
      else return;
    }
  }

  /**
   * @param leaving ends the wait of this reader
   * @throws the error of an end without an answer; the reason of `leaving`
   */
  async landing(leaving?: AbortSignal): Promise<Landing> {
    while (!this.ended) await this.next(leaving);
    switch (this.ended.how) {
      case 'answered':
      case 'quoted':
        return this.ended;
      case 'failed':
      case 'left':
        throw this.ended.error;
    }
  }

  /**
   * Calls once when the flight ends, at once if it has.
   * @param unless keeps the listener from being called when it fires first
   */
  onEnd(listener: (end: FlightEnd) => void, unless?: AbortSignal): void {
    if (this.ended) {
      listener(this.ended);
      return;
    }
    this.endListeners.add(listener);
    this.whenLeft(unless, () => this.endListeners.delete(listener));
  }

  private sayEnd(end: FlightEnd): void {
    switch (end.how) {
      case 'answered':
        this.sayLanding(end);
        return;
      case 'quoted':
        if (this.said.length === 0) this.sayLanding(end);
        else this.brokenOff = end;
        return;
      case 'failed':
      case 'left':
        this.brokenOff = end;
    }
  }

  /** An answer that was never said piece by piece comes in as few as can be. */
  private sayLanding(landing: Landing): void {
    if (this.said.length === 0) this.said.push(...piecesOf(landing.answer));
    this.said.push({ type: 'done', landing });
  }

  private whenLeft(leaving: AbortSignal | undefined, listener: () => void): void {
    if (!leaving) return;
    if (leaving.aborted) {
      listener();
      return;
    }
    const onLeft = (): void => {
      forget();
      listener();
    };
    const forget = (): void => {
      leaving.removeEventListener('abort', onLeft);
      this.askers.delete(forget);
    };
    leaving.addEventListener('abort', onLeft);
    this.askers.add(forget);
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
