import { Injectable } from '@nestjs/common';
import { L1ResponseService } from './cache/l1-response/l1-response.service';
import type { Citation } from './cache/citation';
import type { CacheKey } from './cache/keys';
import type { Answer, AnswerFlight } from './flight/answer-flight';
import { Ledger } from './ledger/ledger';
import { LanguageModel, ModelUnavailableError, type ModelEvent } from './ports';
import type { Prompt } from './words';
import { writeGate } from './write-gate';

/** Said when retrieval found nothing: a fixed text, not a model's words. Part of the answer profile. */
export const NOTHING_IN_NOTES = 'There is nothing in your notes about this.';

export interface GenerationTarget {
  readonly flight: AnswerFlight;
  /** Where the answer is stored; null to store nothing. */
  readonly keepAs: CacheKey | null;
  /** The documents that the evidence is from. */
  readonly cites: readonly Citation[];
}

type End = Extract<ModelEvent, { type: 'end' }>;

/** Asks the model and brings the flight home: tokens, write gate, landing, store. */
@Injectable()
export class Generation {
  constructor(
    private readonly model: LanguageModel,
    private readonly l1: L1ResponseService,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Resolves when the answer is also stored, so that the flight is not forgotten before its entry is there.
   * @throws {ModelUnavailableError}
   */
  async run(prompt: Prompt, { flight, keepAs, cites }: GenerationTarget): Promise<void> {
    const { answer, pass } = await this.generate(prompt, flight);
    const kept = pass && keepAs !== null;
    const stored = kept ? this.l1.storeAnswer(keepAs, answer, cites) : undefined;
    flight.land({ answer, kept });
    await stored;
  }

  private async generate(prompt: Prompt, flight: AnswerFlight): Promise<{ answer: Answer; pass: boolean }> {
    if (prompt.evidence.length === 0) return { answer: nothingFound(), pass: true };
    const startedAt = performance.now();
    try {
      const { text, end } = await this.listen(prompt, flight);
      const generationMs = performance.now() - startedAt;
      const { pass } = writeGate(text, end.finish);
      this.ledger.record({ type: 'model_call', outcome: pass ? 'stored' : 'refused', ms: generationMs });
      return { answer: { text, model: this.model.modelId, usage: end.usage, generationMs }, pass };
    } catch (error) {
      const outcome = flight.signal.aborted ? 'abandoned' : 'failed';
      this.ledger.record({ type: 'model_call', outcome, ms: performance.now() - startedAt });
      throw error;
    }
  }

  private async listen(prompt: Prompt, flight: AnswerFlight): Promise<{ text: string; end: End }> {
    let text = '';
    for await (const event of this.model.stream(prompt, flight.signal)) {
      if (event.type === 'end') return { text, end: event };
      text += event.text;
      flight.say(event.text);
    }
    throw new ModelUnavailableError(
      'language',
      new Error('The stream ended without saying that it was complete.'),
    );
  }
}

function nothingFound(): Answer {
  return { text: NOTHING_IN_NOTES, model: null, usage: null, generationMs: 0 };
}
