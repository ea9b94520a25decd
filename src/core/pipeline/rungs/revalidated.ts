import { Injectable } from '@nestjs/common';
import { L1ResponseService } from '../../cache/l1-response/l1-response.service';
import { EvidenceGatherer } from '../evidence';
import { AnswerFlight } from '../../flight/answer-flight';
import type { Inquiry } from '../inquiry';
import { Clock } from '../../ports/clock';
import type { Reply } from '../reply';
import type { Rung } from './rung';

/**
 * The notes changed, or somebody else asks, but the evidence is what it was: the answer drawn from it still holds. Costs
 * a search, no model call; the sources are the fresh ones.
 */
@Injectable()
export class RevalidatedRung implements Rung {
  constructor(
    private readonly l1: L1ResponseService,
    private readonly evidence: EvidenceGatherer,
    private readonly clock: Clock,
  ) {}

  async answer(inquiry: Inquiry): Promise<Reply | null> {
    if (!inquiry.mayReadCache) return null;
    const { asked } = inquiry.of;
    const { passages, fingerprint, snapshot } = await this.evidence.for(inquiry);
    const answerKey = this.l1.answerKey(asked, fingerprint);
    const found = await inquiry.timed('lookupMs', () => this.l1.findAnswer(answerKey, passages));
    if (found.outcome !== 'fresh' || !inquiry.accepts(this.clock.now() - found.storedAt)) return null;
    void this.l1.storeQuestion(asked, snapshot, { answerKey, passages });
    return {
      layer: 'l1',
      match: 'revalidated',
      reason: null,
      passages,
      storedAt: found.storedAt,
      staleMs: null,
      collapsed: false,
      flight: AnswerFlight.landed(found.value),
      timings: inquiry.timings,
    };
  }
}
