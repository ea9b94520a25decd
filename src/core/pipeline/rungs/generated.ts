import { Injectable } from '@nestjs/common';
import { L1ResponseService } from '../../cache/l1-response/l1-response.service';
import type { Evidence } from '../evidence';
import type { Landing } from '../../flight/answer-flight';
import type { Answer } from '../../ports/words';
import { Flights, type Boarded, type Boarding } from '../../flight/flights';
import { Leadership } from '../../flight/leadership';
import { NotCachedError } from '../../errors';
import { Generation } from '../generation';
import type { Inquiry } from '../inquiry';
import type { Reply } from '../reply';
import type { Prompt } from '../../ports/words';

/** Nothing cached holds: the model is asked, once for all who ask the same over the same evidence at this moment. */
@Injectable()
export class GeneratedRung {
  constructor(
    private readonly l1: L1ResponseService,
    private readonly flights: Flights,
    private readonly leadership: Leadership,
    private readonly generation: Generation,
  ) {}

  /**
   * @throws {NotCachedError} `onlyIfCached` was asked for
   * @throws the reason of the asker's leaving, who begins nothing
   */
  answer(inquiry: Inquiry, evidence: Evidence): Reply {
    if (inquiry.of.policy.onlyIfCached) throw new NotCachedError();
    inquiry.leaving?.throwIfAborted();
    const boarded = this.board(inquiry, evidence);
    if (inquiry.mayStore) this.storeOnLanding({ inquiry, evidence, boarded });
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

  private board(inquiry: Inquiry, evidence: Evidence): Boarded {
    const { answerKey, passages } = evidence;
    const { question, earlier, sampling } = inquiry.of;
    const prompt: Prompt = { question, evidence: passages, earlier, sampling };
    const keeps = inquiry.mayStore ? evidence : null;
    return this.flights.board(answerKey, boardingOf(inquiry), (flight) => {
      const work = (): Promise<void> => this.generation.run(prompt, { flight, keeps });
      if (!inquiry.mayStore) return work();
      const find = inquiry.acceptsAnyCached ? (): Promise<Answer | null> => this.landed(evidence) : null;
      return this.leadership.lead(answerKey, { flight, find, work });
    });
  }

  /** The answer of a flight that ended after this question had looked for it, here or on another instance. */
  private async landed(evidence: Evidence): Promise<Answer | null> {
    const found = await this.l1.findAnswer(evidence);
    return found.outcome === 'fresh' ? found.value : null;
  }

  /** Everybody aboard stores their own question entry: their scope and sources may differ, the answer does not. */
  private storeOnLanding({ inquiry, evidence, boarded }: Passenger): void {
    const { asked } = inquiry.of;
    const store = (landing: Landing | null): void => {
      if (landing?.kept) void this.l1.storeQuestion(asked, evidence);
      else if (landing?.refused) this.l1.rememberRefusal(asked, evidence);
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
