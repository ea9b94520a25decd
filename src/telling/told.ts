import type { Answer, Clock, Hit, Landing, Miss, Reply, TrivetSettings } from '../core';

/** What a request's headers and metadata say beside its answer. */
interface Occasion {
  readonly query: string;
  readonly requestId: string;
  /** From the request's arrival until now, milliseconds. */
  readonly totalMs: number;
  /** Unix milliseconds. */
  readonly now: number;
  readonly price: TrivetSettings['price'];
}

export interface ToldHit extends Occasion {
  readonly outcome: 'hit';
  readonly reply: Hit;
}

export interface ToldMiss<L extends Landing | null = Landing> extends Occasion {
  readonly outcome: 'miss';
  readonly reply: Miss;
  readonly landing: L;
}

/** All that one asker's body is made of. */
export type Told = ToldHit | ToldMiss;

/** All that one asker's headers are made of. A miss has no landing while its answer is on its way. */
export type Begun = ToldHit | ToldMiss<Landing | null>;

export function answerOf(told: Told): Answer {
  switch (told.outcome) {
    case 'hit':
      return told.reply.answer;
    case 'miss':
      return told.landing.answer;
  }
}

/** Says what is known of one asker's answer at each moment. */
export class Teller {
  private readonly startedAt = performance.now();

  constructor(
    private readonly asked: Pick<Occasion, 'query' | 'requestId' | 'price'>,
    private readonly clock: Clock,
  ) {}

  /** What is known now, without waiting. */
  begun(reply: Reply): Begun {
    switch (reply.outcome) {
      case 'hit':
        return this.hit(reply);
      case 'miss':
        return this.miss(reply, reply.flight.landed);
    }
  }

  hit(reply: Hit): ToldHit {
    const { query, requestId, price } = this.asked;
    return { outcome: 'hit', reply, query, requestId, totalMs: this.totalMs, now: this.clock.now(), price };
  }

  miss<L extends Landing | null>(reply: Miss, landing: L): ToldMiss<L> {
    const { totalMs } = this;
    return { outcome: 'miss', reply, landing, ...this.asked, totalMs, now: this.clock.now() };
  }

  private get totalMs(): number {
    return performance.now() - this.startedAt;
  }
}
