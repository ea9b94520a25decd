import {
  DelegateBackoff,
  ExponentialBackoff,
  type IBackoff,
  type IBackoffFactory,
  type IHalfOpenAfterBackoffContext,
} from 'cockatiel';
import { UpstreamFault } from './upstream-fault';

const MAX_PAUSE_MS = 30_000;

/** The most that is believed of a `Retry-After`. Limits are counted by the minute, and a server may be mended early. */
const MAX_BELIEVED_MS = 60_000;

/** How long the server asked to be left alone, as far as that is believed. */
export function believedMs({ retryAfterMs }: UpstreamFault): number {
  return Math.min(retryAfterMs, MAX_BELIEVED_MS);
}

/**
 * How long a server that is down is left alone. Pauses have jitter and grow, to 30 s. None is shorter than the server
 * asked for. The last pause is remembered, because cockatiel (3.2.1) does not tell when its own ends.
 */
export class ProbePauses {
  readonly backoff: IBackoffFactory<IHalfOpenAfterBackoffContext>;
  /** On the clock that cockatiel looks at, `Date.now()`. */
  #endsAt = 0;

  constructor(firstMs: number) {
    const growing = new ExponentialBackoff({
      initialDelay: firstMs,
      maxDelay: Math.max(MAX_PAUSE_MS, firstMs),
    });
    this.backoff = new DelegateBackoff<IHalfOpenAfterBackoffContext, IBackoff<unknown>>(
      ({ result }, last) => {
        const state = last ? last.next(undefined) : growing.next();
        const fault = 'error' in result ? result.error : null;
        const askedMs = fault instanceof UpstreamFault ? believedMs(fault) : 0;
        const delay = Math.max(state.duration, askedMs);
        this.#endsAt = Date.now() + delay;
        return { delay, state };
      },
    );
  }

  /** Milliseconds until the pause ends. 0 when it has. */
  get leftMs(): number {
    return Math.max(0, this.#endsAt - Date.now());
  }
}
