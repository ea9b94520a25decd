import type { L1ResponseService } from '../cache/l1-response/l1-response.service';
import type { AnswerFlight } from '../flight/answer-flight';
import { storingOf, type Landing } from '../flight/flight-end';
import type { FindWanted, FlightTask } from '../flight/flight-task';
import type { Answer, Prompt, PromptPassage } from '../ports/words';
import type { CacheKey } from '../question/keys';
import type { Evidence } from './evidence';
import type { Generation } from './generation';
import type { Inquiry } from './inquiry';

/** What a flight does for the question that leads it: find the answer, else have it generated, and store it. */
export class AnswerTask implements FlightTask {
  constructor(
    private readonly l1: L1ResponseService,
    private readonly generation: Generation,
    private readonly led: { readonly inquiry: Inquiry; readonly evidence: Evidence },
  ) {}

  get key(): CacheKey {
    return this.led.evidence.answerKey;
  }

  get mayFind(): boolean {
    return this.led.inquiry.mayReadCache;
  }

  async find(wanted: FindWanted): Promise<Answer | null> {
    const { inquiry, evidence } = this.led;
    const found = await this.l1.findAnswer(inquiry.of.asked, evidence, wanted);
    return found.outcome === 'fresh' ? found.value.answer : null;
  }

  generate(flight: AnswerFlight): Promise<Landing> {
    const { mayStore, of } = this.led.inquiry;
    return this.generation.generate(this.prompt, { flight, mayStore, tenant: of.asked.tenant });
  }

  giveUp(): Promise<Landing> {
    return this.generation.giveUp(this.prompt);
  }

  async store(landing: Landing): Promise<void> {
    if (storingOf(landing) !== 'stored') return;
    const { inquiry, evidence } = this.led;
    await this.l1.storeAnswer(evidence, { answer: landing.answer, outlived: inquiry.outlived });
  }

  private get prompt(): Prompt {
    const { question, name, earlier, later, sampling, format } = this.led.inquiry.of;
    return { question, name, evidence: shownOf(this.led.evidence), earlier, later, sampling, format };
  }
}

/**
 * Where there is a reranker, the similarity says nothing of the order, and a model that quotes goes by the order alone. Also where
 * the reranker failed: the same passages in the same order have one answer key, and so one prompt.
 */
function shownOf({ passages, reranked }: Evidence): readonly PromptPassage[] {
  if (reranked === null) return passages;
  return passages.map(({ title, section, content }) => ({ title, section, content }));
}
