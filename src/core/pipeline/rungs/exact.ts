import { Injectable } from '@nestjs/common';
import { L1ResponseService, type ExactLookup } from '../../cache/l1-response/l1-response.service';
import { whenReady, type MaybePromise } from '../../cache/maybe-promise';
import type { Inquiry } from '../inquiry';
import type { Hit } from '../reply';
import { Reranking } from '../reranking';

/** The same question over the same notes, or those known last: answered from L1, with the sources stored beside it. */
@Injectable()
export class ExactRung {
  constructor(
    private readonly l1: L1ResponseService,
    private readonly reranking: Reranking,
  ) {}

  /** There is no promise where memory has the answer. */
  answer(inquiry: Inquiry): MaybePromise<Hit | null> {
    if (!inquiry.mayReadCache) {
      inquiry.reason = 'bypassed';
      return null;
    }
    const { asked, snapshot, policy } = inquiry.of;
    const found = inquiry.timed('lookupMs', () => this.l1.findExact(asked, snapshot, policy.maxAgeMs));
    return whenReady(found, (lookup) => this.hitOf(inquiry, lookup));
  }

  private hitOf(inquiry: Inquiry, found: ExactLookup): Hit | null {
    if (found.outcome === 'miss') {
      inquiry.reason = found.reason;
      return null;
    }
    return {
      outcome: 'hit',
      layer: 'l1',
      match: 'exact',
      semantic: null,
      answer: found.answer,
      passages: found.passages,
      storedAt: found.storedAt,
      staleMs: inquiry.of.stale && inquiry.of.stale.ageMs,
      timings: inquiry.timings,
      reranked: this.reranking.ofKept,
      standalone: inquiry.of.standalone,
    };
  }
}
