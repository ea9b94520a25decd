import { Injectable } from '@nestjs/common';
import { L1ResponseService } from '../../cache/l1-response/l1-response.service';
import { Candidates } from '../../semantic/candidates';
import { mayKeep, type Evidence } from '../evidence';
import type { Inquiry } from '../inquiry';
import type { Hit } from '../reply';

/**
 * The notes changed, or somebody else asks, but the evidence is what it was: the answer drawn from it still holds. Costs
 * a search and no model call. The sources are the fresh ones.
 */
@Injectable()
export class RevalidatedRung {
  constructor(
    private readonly l1: L1ResponseService,
    private readonly candidates: Candidates,
  ) {}

  async answer(inquiry: Inquiry, evidence: Evidence): Promise<Hit | null> {
    if (!inquiry.mayReadCache) return null;
    const { asked, policy } = inquiry.of;
    const found = await inquiry.timed('lookupMs', () => this.l1.findAnswer(asked, evidence, policy));
    if (found.outcome === 'outdated') inquiry.outlivedBefore = found.value.outlived;
    if (found.outcome !== 'fresh') return null;
    const { answer } = found.value;
    if (mayKeep(inquiry, evidence)) {
      void this.l1.storeQuestion(asked, evidence, 'from_others');
      this.candidates.keep(inquiry, evidence, answer);
    }
    return {
      outcome: 'hit',
      layer: 'l1',
      match: 'revalidated',
      semantic: null,
      answer,
      passages: evidence.passages,
      storedAt: found.storedAt,
      staleMs: null,
      timings: inquiry.timings,
      reranked: evidence.reranked,
      standalone: inquiry.of.standalone,
    };
  }
}
