import { Injectable } from '@nestjs/common';
import { degradedBecause, landingOf, type FlightEnd } from '../flight/flight-end';
import { Ledger } from '../ledger/bus';
import type { Answer, Principal } from '../ports/words';
import { TrivetSettings } from '../settings';
import type { Inquiry } from './inquiry';
import { PopularQuestions } from './popular-questions';
import { costUsd } from '../ledger/price';
import { isShared, type Hit, type Miss, type Reply } from './reply';

/** What is remembered of a question that was answered: its popularity, and a line of the ledger. */
@Injectable()
export class AnswerBook {
  constructor(
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    private readonly popular: PopularQuestions,
  ) {}

  note(inquiry: Inquiry, principal: Principal, reply: Reply): void {
    this.popular.note(inquiry, principal);
    switch (reply.outcome) {
      case 'hit':
        this.recordHit(inquiry, reply);
        return;
      case 'miss':
        this.recordMissAtEnd(inquiry, reply);
    }
  }

  private recordHit({ startedAt }: Inquiry, { match, answer, staleMs }: Hit): void {
    const ms = performance.now() - startedAt;
    this.ledger.record({
      type: 'answered',
      match,
      reason: null,
      collapsed: false,
      degraded: false,
      unanswerable: answer.answerable === false,
      stale: staleMs !== null,
      ms,
      costUsd: 0,
      costSavedUsd: costUsd(answer, this.settings.price),
      timeSavedMs: timeSavedMs(answer, ms),
    });
  }

  /** An asker who joined and left was not answered. One who led is recorded all the same, because the answer had its cost. */
  private recordMissAtEnd(inquiry: Inquiry, miss: Miss): void {
    const record = (end: FlightEnd): void => {
      this.recordMiss(inquiry, miss, end);
    };
    miss.flight.onEnd(record, miss.collapsed ? inquiry.leaving : undefined);
  }

  private recordMiss({ startedAt }: Inquiry, miss: Miss, end: FlightEnd): void {
    const landing = landingOf(end);
    if (!landing) return;
    const cost = costUsd(landing.answer, this.settings.price);
    const collapsed = isShared(miss, landing);
    this.ledger.record({
      type: 'answered',
      match: null,
      reason: miss.reason,
      collapsed,
      degraded: degradedBecause(landing) !== null,
      unanswerable: landing.answer.answerable === false,
      stale: false,
      ms: performance.now() - startedAt,
      costUsd: collapsed ? 0 : cost,
      costSavedUsd: collapsed ? cost : 0,
      timeSavedMs: 0,
    });
  }
}

/** A hit saves what the generation took, less what the hit took. */
function timeSavedMs({ generationMs }: Answer, ms: number): number {
  return Math.max(0, generationMs - ms);
}
