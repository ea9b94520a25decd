import { Injectable } from '@nestjs/common';
import { citationsOf } from '../../cache/erasure/citation';
import { L1ResponseService } from '../../cache/l1-response/l1-response.service';
import { EvidenceGatherer, type Evidence } from '../evidence';
import type { Landing } from '../../flight/answer-flight';
import type { Answer } from '../../ports/words';
import { Flights, type Boarded, type Boarding } from '../../flight/flights';
import { Leadership } from '../../flight/leadership';
import { Generation } from '../generation';
import type { CacheKey } from '../../question/keys';
import type { Inquiry } from '../inquiry';
import type { Reply } from '../reply';
import type { Passage, Prompt } from '../../ports/words';
import type { Rung } from './rung';

/** Nothing cached holds: the model is asked, once for all who ask the same over the same evidence at this moment. */
@Injectable()
export class GeneratedRung implements Rung {
  constructor(
    private readonly l1: L1ResponseService,
    private readonly evidence: EvidenceGatherer,
    private readonly flights: Flights,
    private readonly leadership: Leadership,
    private readonly generation: Generation,
  ) {}

  async answer(inquiry: Inquiry): Promise<Reply> {
    const evidence = await this.evidence.for(inquiry);
    const answerKey = this.l1.answerKey(inquiry.of.asked, evidence.fingerprint);
    // Whoever has left by now begins nothing.
    inquiry.leaving?.throwIfAborted();
    const boarded = this.board(answerKey, inquiry, evidence);
    if (inquiry.mayStore) this.storeOnLanding(answerKey, { inquiry, evidence, boarded });
    return {
      layer: evidence.reused ? 'l3' : null,
      match: null,
      reason: inquiry.reason,
      passages: evidence.passages,
      storedAt: null,
      staleMs: null,
      collapsed: boarded.collapsed,
      flight: boarded.flight,
      timings: inquiry.timings,
    };
  }

  private board(answerKey: CacheKey, inquiry: Inquiry, { passages }: Evidence): Boarded {
    const { question, earlier, sampling } = inquiry.of;
    const prompt: Prompt = { question, evidence: passages, earlier, sampling };
    const keepAs = inquiry.mayStore ? answerKey : null;
    const cites = citationsOf(passages);
    return this.flights.board(answerKey, boardingOf(inquiry), (flight) => {
      const work = (): Promise<void> => this.generation.run(prompt, { flight, keepAs, cites });
      if (!inquiry.mayStore) return work();
      const find = inquiry.acceptsAnyCached
        ? (): Promise<Answer | null> => this.landed(answerKey, passages)
        : null;
      return this.leadership.lead(answerKey, { flight, find, work });
    });
  }

  /** The answer of a flight that ended after this question had looked for it, here or on another instance. */
  private async landed(answerKey: CacheKey, evidence: readonly Passage[]): Promise<Answer | null> {
    const found = await this.l1.findAnswer(answerKey, evidence);
    return found.outcome === 'fresh' ? found.value : null;
  }

  /** Everybody aboard stores their own question entry: their scope and sources may differ, the answer does not. */
  private storeOnLanding(answerKey: CacheKey, { inquiry, evidence, boarded }: Passenger): void {
    const { asked } = inquiry.of;
    const { passages, snapshot } = evidence;
    const store = (landing: Landing | null): void => {
      if (landing?.kept) void this.l1.storeQuestion(asked, snapshot, { answerKey, passages });
      else if (landing?.refused) this.l1.rememberRefusal(asked, snapshot);
    };
    // One who leads stores for whoever finishes it; one who joined and left takes their entry along.
    boarded.flight.onEnd(store, boarded.collapsed ? inquiry.leaving : undefined);
  }
}

interface Passenger {
  readonly inquiry: Inquiry;
  readonly evidence: Evidence;
  readonly boarded: Boarded;
}

function boardingOf({ of: { policy, startedAt }, leaving }: Inquiry): Boarding {
  if (policy.noStore) return { mode: 'alone', leaving };
  if (policy.noCache) return { mode: 'since', arrivedAt: startedAt, leaving };
  return { mode: 'share', leaving };
}
