import { Injectable } from '@nestjs/common';
import { L1ResponseService } from '../../cache/l1-response/l1-response.service';
import { AnswerFlight } from '../../flight/answer-flight';
import type { Inquiry } from '../inquiry';
import { Clock } from '../../ports/clock';
import type { Reply } from '../reply';

/** The same question over the same notes, or those known last: answered from L1, with the sources stored beside it. */
@Injectable()
export class ExactRung {
  constructor(
    private readonly l1: L1ResponseService,
    private readonly clock: Clock,
  ) {}

  async answer(inquiry: Inquiry): Promise<Reply | null> {
    if (!inquiry.mayReadCache) {
      inquiry.reason = 'bypassed';
      return null;
    }
    const { asked, snapshot, stale } = inquiry.of;
    const found = await inquiry.timed('lookupMs', () => this.l1.findExact(asked, snapshot));
    if (found.outcome === 'miss') {
      inquiry.reason = found.reason;
      return null;
    }
    if (!inquiry.accepts(this.clock.now() - found.storedAt)) {
      inquiry.reason = 'bypassed';
      return null;
    }
    return {
      layer: 'l1',
      match: 'exact',
      reason: null,
      passages: found.passages,
      storedAt: found.storedAt,
      staleMs: stale && stale.ageMs,
      collapsed: false,
      flight: AnswerFlight.landed(found.answer),
      timings: inquiry.timings,
    };
  }
}
