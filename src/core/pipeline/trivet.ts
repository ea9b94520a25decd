import { Injectable } from '@nestjs/common';
import { Arrival, type Ask } from './arrival';
import { NotCachedError } from '../errors';
import type { Landing } from '../flight/answer-flight';
import type { Answer } from '../ports/words';
import type { Inquiry } from './inquiry';
import { Ledger } from '../ledger/ledger';
import { costUsd } from './price';
import { PopularQuestions } from './popular-questions';
import { isCollapsed, type Reply } from './reply';
import { ExactRung } from './rungs/exact';
import { GeneratedRung } from './rungs/generated';
import { RevalidatedRung } from './rungs/revalidated';
import { SemanticRung } from './rungs/semantic';
import { TrivetSettings } from '../settings';

/**
 * One question's way, as a ladder: each rung costs more than the one above it, and the first that holds answers.
 *
 *     ask → scope and stamps
 *       ├─ exact        the same question, the same notes           stamps
 *       ├─ revalidated  other notes, the same evidence              + vector, search
 *       ├─ semantic     another question, the same evidence         + gates
 *       └─ generated    nothing cached holds                        + language model
 */
@Injectable()
export class Trivet {
  constructor(
    private readonly arrival: Arrival,
    private readonly exact: ExactRung,
    private readonly revalidated: RevalidatedRung,
    private readonly semantic: SemanticRung,
    private readonly generated: GeneratedRung,
    private readonly settings: TrivetSettings,
    private readonly ledger: Ledger,
    private readonly popular: PopularQuestions,
  ) {}

  /**
   * The answer is correct for the notes as they were at some moment between this call and the reply, unless it says that it is
   * stale, which takes an operator who allowed that and a database that does not answer.
   *
   * @throws {QuestionRefusedError} the question is empty, too long or malformed
   * @throws {NotCachedError} `onlyIfCached` was asked for and nothing cached holds
   * @throws {StampsUnavailableError} freshness cannot be known
   * @throws {ModelUnavailableError} the question cannot be embedded; a language model's failure comes from the flight
   */
  async ask(ask: Ask): Promise<Reply> {
    const inquiry = await this.arrival.receive(ask);
    const reply = (await this.exact.answer(inquiry)) ?? (await this.work(inquiry, ask));
    if (ask.inBackground) return reply;
    this.popular.note(inquiry, ask.principal);
    this.recordWhenAnswered(inquiry, reply);
    return reply;
  }

  /** The rungs that need to know how the notes are now. */
  private async work(inquiry: Inquiry, ask: Ask): Promise<Reply> {
    if (inquiry.of.stale) throw inquiry.of.stale.error;
    return (
      (await this.revalidated.answer(inquiry)) ??
      // In a conversation, what was said before is part of the question, and no gate of this rung looks at that.
      (inquiry.of.earlier.length > 0 ? null : await this.semantic.answer()) ??
      (await this.generate(inquiry, ask))
    );
  }

  private generate(inquiry: Inquiry, { policy }: Ask): Promise<Reply> {
    if (policy.onlyIfCached) throw new NotCachedError();
    return this.generated.answer(inquiry);
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
