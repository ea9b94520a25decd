import { Injectable } from '@nestjs/common';
import { Conversations } from '../conversation/conversations';
import { AnswerBook } from './answer-book';
import { Arrival, type Ask } from './arrival';
import { EvidenceGatherer, type Evidence } from './evidence';
import { Bypass } from './bypass';
import { NotCachedError } from '../errors';
import type { Inquiry } from './inquiry';
import type { Reply } from './reply';
import { ExactRung } from './rungs/exact';
import { GeneratedRung } from './rungs/generated';
import { RevalidatedRung } from './rungs/revalidated';
import { SemanticRung } from './rungs/semantic';
import { Comparisons } from '../semantic/comparisons';

/**
 * One question's way, as a ladder: `arrival → exact ?? (evidence → revalidated ?? semantic ?? generated)`. Each rung costs more
 * than the one above it, and the first that holds answers.
 *
 *     arrival            who may read what, and the stamps of now
 *       ├─ exact         the same question, the same notes           two look-ups
 *       evidence         what the notes say about it                 + vector, search
 *       ├─ revalidated   other notes, the same evidence              + look-up
 *       ├─ semantic      another question, the same evidence         + gates
 *       └─ generated     nothing cached holds                        + language model
 */
@Injectable()
export class Ladder {
  constructor(
    private readonly exact: ExactRung,
    private readonly evidence: EvidenceGatherer,
    private readonly revalidated: RevalidatedRung,
    private readonly semantic: SemanticRung,
    private readonly generated: GeneratedRung,
    private readonly comparisons: Comparisons,
  ) {}

  async descend(inquiry: Inquiry): Promise<Reply> {
    return (await this.exact.answer(inquiry)) ?? (await this.fromEvidence(inquiry));
  }

  private async fromEvidence(inquiry: Inquiry): Promise<Reply> {
    refuseWithoutSearch(inquiry);
    const evidence = await this.evidence.gather(inquiry);
    return (await this.revalidated.answer(inquiry, evidence)) ?? (await this.fromOthers(inquiry, evidence));
  }

  private async fromOthers(inquiry: Inquiry, evidence: Evidence): Promise<Reply> {
    const considered = await this.semantic.consider(inquiry, evidence);
    if (considered.outcome === 'hit') return considered.hit;
    const miss = this.generated.answer(inquiry, evidence);
    if (considered.outcome === 'compare') this.comparisons.after(miss, considered.comparable);
    return miss;
  }
}

/**
 * Everybody's way in: a question arrives, is answered on the ladder, and is written into the book. What a program asks about its
 * own chat is no question over notes, and goes past all of it.
 */
@Injectable()
export class Trivet {
  constructor(
    private readonly conversations: Conversations,
    private readonly arrival: Arrival,
    private readonly ladder: Ladder,
    private readonly book: AnswerBook,
    private readonly bypass: Bypass,
  ) {}

  /**
   * The answer is correct for the notes as they were at some moment between this call and the reply. Or it says that it is stale:
   * that takes an operator who allowed it and a database that does not answer.
   *
   * @throws {QuestionRefusedError} the question is empty, too long or malformed
   * @throws {NotCachedError} `onlyIfCached` was asked for and nothing cached holds
   * @throws {StampsUnavailableError} freshness cannot be known
   * @throws {ModelUnavailableError} the question cannot be embedded; a language model's failure comes from the flight
   */
  async ask(ask: Ask): Promise<Reply> {
    // A question of its own costs no promise here, so that an exact hit stays as fast as it is.
    const asked = this.conversations.concerns(ask) ? await this.conversations.understand(ask) : ask;
    if (asked.task) return this.bypass.answer(asked, asked.task);
    const inquiry = await this.arrival.receive(asked);
    const reply = await this.ladder.descend(inquiry);
    if (!ask.inBackground) this.book.note(inquiry, ask.principal, reply);
    return reply;
  }
}

/** What no rung below the exact one can answer costs no search. */
function refuseWithoutSearch({ of: { stale, policy }, mayReadCache }: Inquiry): void {
  // Evidence is how the notes are now, and that cannot be known.
  if (stale) throw stale.error;
  if (policy.onlyIfCached && !mayReadCache) throw new NotCachedError();
}
