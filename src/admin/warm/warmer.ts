import { setMaxListeners } from 'node:events';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import {
  OWN_ANSWER,
  costUsd,
  isShared,
  type Miss,
  type Principal,
  storingOf,
  Trivet,
  TrivetSettings,
} from '../../core';
import { unavailable } from '../../http/problem';
import { Problems } from '../../http/problems';
import type { WarmRequest } from './warm.schema';

/** What became of one question, by its index. */
export interface Warmed {
  readonly question: number;
  readonly outcome: 'hit' | 'generated' | 'failed';
  /** Of the problem, when it failed. */
  readonly code?: string;
}

/** The last line: what became of all of them. */
export interface WarmTotals {
  /** False when it was ended before all were asked. */
  readonly done: boolean;
  readonly generated: number;
  readonly hits: number;
  readonly failed: number;
  /** US dollars; null where no prices are set. */
  readonly cost_usd: number | null;
  readonly elapsed_ms: number;
}

export interface WarmOrder extends WarmRequest {
  readonly principal: Principal;
  readonly requestId: string;
  /** Fires when the caller leaves. */
  readonly leaving: AbortSignal;
}

/** Calls that are worked on at once. */
const CALLS_AT_ONCE = 4;

/**
 * Questions that are answered at once, over all calls: people who ask meanwhile must not wait for them. Each call has one under
 * way, however many the others have. So no call waits for another's thousand.
 */
const QUESTIONS_AT_ONCE = 4;

const RETRY_AFTER_S = 30;

type Outcome = Omit<Warmed, 'question'> & { readonly costUsd: number | null };

interface Answered {
  readonly told: Warmed;
  readonly costUsd: number | null;
}

/** Answers questions before anybody asks them, for their principal's scope. */
@Injectable()
export class Warmer implements OnModuleDestroy {
  private readonly ending = new AbortController();
  private calls = 0;
  private underWay = 0;

  constructor(
    private readonly trivet: Trivet,
    private readonly settings: TrivetSettings,
    private readonly problems: Problems,
  ) {}

  /** Ends what is under way when the process is told to stop: its callers hear that not all was done. */
  onModuleDestroy(): void {
    this.ending.abort();
  }

  /**
   * @returns a line per question, in the order in which they are answered, and at last the totals
   * @throws {Problem} `warming_busy`
   */
  begin(order: WarmOrder): AsyncGenerator<Warmed | WarmTotals, void, undefined> {
    if (this.calls >= CALLS_AT_ONCE)
      throw unavailable('warming_busy', 'Others are having questions answered already.', RETRY_AFTER_S);
    const leaving = AbortSignal.any([order.leaving, this.ending.signal]);
    // Node takes more than ten for a leak; each of the questions at once listens up to four times.
    setMaxListeners(4 * QUESTIONS_AT_ONCE, leaving);
    return this.warm(order, leaving);
  }

  private async *warm(
    order: WarmOrder,
    leaving: AbortSignal,
  ): AsyncGenerator<Warmed | WarmTotals, void, undefined> {
    const startedAt = performance.now();
    const counts = { hit: 0, generated: 0, failed: 0 };
    let cost = this.settings.price ? 0 : null;
    // Here and not where it is made: an iterator that is never begun is never ended.
    this.calls++;
    try {
      for await (const { told, costUsd: spent } of this.severalAtOnce(order, leaving)) {
        counts[told.outcome]++;
        if (spent !== null) cost = (cost ?? 0) + spent;
        yield told;
      }
    } finally {
      this.calls--;
    }
    const { hit: hits, generated, failed } = counts;
    const elapsed_ms = Math.round(performance.now() - startedAt);
    yield { done: !leaving.aborted, generated, hits, failed, cost_usd: cost, elapsed_ms };
  }

  private async *severalAtOnce(order: WarmOrder, leaving: AbortSignal): AsyncGenerator<Answered> {
    const waiting = order.questions.keys();
    const running = new Map<number, Promise<Answered>>();
    for (;;) {
      while (!leaving.aborted && (running.size === 0 || this.underWay < QUESTIONS_AT_ONCE)) {
        const next = waiting.next();
        if (next.done) break;
        running.set(next.value, this.counted(order, next.value, leaving));
      }
      if (running.size === 0) return;
      const answered = await Promise.race(running.values());
      if (leaving.aborted) return;
      running.delete(answered.told.question);
      yield answered;
    }
  }

  /** Never rejects. */
  private async counted(order: WarmOrder, question: number, leaving: AbortSignal): Promise<Answered> {
    this.underWay++;
    const { costUsd: spent, ...outcome } = await this.one(order, question, leaving);
    this.underWay--;
    return { told: { question, ...outcome }, costUsd: spent };
  }

  /** Never rejects. */
  private async one(order: WarmOrder, at: number, leaving: AbortSignal): Promise<Outcome> {
    const { questions, top_k: topK, principal, requestId } = order;
    try {
      const question = questions[at] ?? '';
      const asked = { question, topK, principal, policy: OWN_ANSWER, leaving: () => leaving };
      const reply = await this.trivet.ask(asked);
      switch (reply.outcome) {
        case 'hit':
          return { outcome: 'hit', costUsd: null };
        case 'miss':
          return await this.landed(reply, leaving);
      }
    } catch (error) {
      const code = leaving.aborted ? 'ended' : this.problems.of(error, requestId).contents.code;
      return { outcome: 'failed', code, costUsd: null };
    }
  }

  private async landed(miss: Miss, leaving: AbortSignal): Promise<Outcome> {
    const landing = await miss.flight.landing(leaving);
    const cost = isShared(miss, landing) ? null : costUsd(landing.answer, this.settings.price);
    switch (landing.how) {
      case 'quoted':
        return { outcome: 'failed', code: 'language_model_unavailable', costUsd: cost };
      case 'answered':
        return storingOf(landing) === 'stored'
          ? { outcome: 'generated', costUsd: cost }
          : { outcome: 'failed', code: 'not_kept', costUsd: cost };
    }
  }
}
