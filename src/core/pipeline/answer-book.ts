import { Injectable } from '@nestjs/common';
import type { Landing } from '../flight/answer-flight';
import { Ledger } from '../ledger/bus';
import type { Answer, Principal } from '../ports/words';
import { TrivetSettings } from '../settings';
import type { Inquiry } from './inquiry';
import { PopularQuestions } from './popular-questions';
import { costUsd } from './price';
import { isCollapsed, type Reply } from './reply';

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
    this.recordWhenAnswered(inquiry, reply);
  }

  /** Who joined and left was not answered; who led is recorded all the same, because the answer had its cost. */
  private recordWhenAnswered(inquiry: Inquiry, reply: Reply): void {
    const { startedAt } = inquiry;
    const { match, reason, flight } = reply;
    const record = (landing: Landing | null): void => {
      if (!landing) return;
      const cost = costUsd(landing.answer, this.settings.price);
      const ms = performance.now() - startedAt;
      const collapsed = isCollapsed(reply, landing);
      const isSaved = match !== null || collapsed;
      this.ledger.record({
        type: 'answered',
        match,
        reason,
        collapsed,
        degraded: landing.degraded,
        stale: reply.staleMs !== null,
        ms,
        costUsd: isSaved ? 0 : cost,
        costSavedUsd: isSaved ? cost : 0,
        timeSavedMs: match === null ? 0 : timeSavedMs(landing.answer, ms),
      });
    };
    flight.onEnd(record, reply.collapsed ? inquiry.leaving : undefined);
  }
}

/** A hit saves what the generation took, less what the hit took. */
function timeSavedMs({ generationMs }: Answer, ms: number): number {
  return Math.max(0, generationMs - ms);
}
