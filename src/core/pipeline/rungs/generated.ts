import { Injectable } from '@nestjs/common';
import { L1ResponseService } from '../../cache/l1-response/l1-response.service';
import { NotCachedError } from '../../errors';
import { landingOf, storingOf, type FlightEnd } from '../../flight/flight-end';
import { Flights, type Boarding } from '../../flight/flights';
import { AnswerTask } from '../answer-task';
import { mayKeep, type Evidence } from '../evidence';
import { Generation } from '../generation';
import { Candidates } from '../../semantic/candidates';
import type { Inquiry } from '../inquiry';
import type { Miss } from '../reply';

interface Aboard {
  readonly inquiry: Inquiry;
  readonly evidence: Evidence;
  /** True for one who joined. */
  readonly collapsed: boolean;
}

/** Nothing cached holds: the model is asked, once for all who ask the same over the same evidence at this moment. */
@Injectable()
export class GeneratedRung {
  constructor(
    private readonly l1: L1ResponseService,
    private readonly flights: Flights,
    private readonly generation: Generation,
    private readonly candidates: Candidates,
  ) {}

  /**
   * @throws {NotCachedError} `onlyIfCached` was asked for
   * @throws the reason of the asker's leaving: an asker who has left begins nothing
   */
  answer(inquiry: Inquiry, evidence: Evidence): Miss {
    if (inquiry.of.policy.onlyIfCached) throw new NotCachedError();
    inquiry.leaving?.throwIfAborted();
    const task = new AnswerTask(this.l1, this.generation, { inquiry, evidence });
    const { flight, collapsed } = this.flights.board(task, boardingOf(inquiry));
    if (mayKeep(inquiry, evidence)) {
      // An asker who leads stores for whoever finishes the flight; one who joined and left takes their entry along.
      const unless = collapsed ? inquiry.leaving : undefined;
      flight.onEnd((end) => {
        this.storeQuestion(end, { inquiry, evidence, collapsed });
      }, unless);
    }
    return {
      outcome: 'miss',
      layer: evidence.reused ? 'l3' : null,
      reason: inquiry.reason,
      about: 'notes',
      passages: evidence.passages,
      collapsed,
      flight,
      timings: inquiry.timings,
      reranked: evidence.reranked,
      standalone: inquiry.of.standalone,
    };
  }

  /** Everybody aboard stores their own question entry: their scope and sources may differ, the answer does not. */
  private storeQuestion(end: FlightEnd, { inquiry, evidence, collapsed }: Aboard): void {
    const { asked } = inquiry.of;
    switch (storingOf(end)) {
      case 'stored':
        void this.l1.storeQuestion(
          asked,
          evidence,
          collapsed || wasFound(end) ? 'from_others' : 'from_these',
        );
        this.candidates.keep(inquiry, evidence, landingOf(end)?.answer);
        return;
      case 'refused':
        this.l1.rememberRefusal(asked, evidence);
        return;
      case 'no_store':
        return;
    }
  }
}

function wasFound(end: FlightEnd): boolean {
  return end.how === 'answered' && end.by === 'another_flight';
}

function boardingOf({ of: { policy, startedAt }, leaving }: Inquiry): Boarding {
  if (policy.noStore) return { mode: 'alone', leaving };
  if (policy.noCache) return { mode: 'since', arrivedAt: startedAt, leaving };
  return { mode: 'share', leaving, maxAgeMs: policy.maxAgeMs };
}
