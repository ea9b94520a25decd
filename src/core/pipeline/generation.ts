import { Injectable } from '@nestjs/common';
import { L1ResponseService, type Grounds } from '../cache/l1-response/l1-response.service';
import type { AnswerFlight, Landing } from '../flight/answer-flight';
import type { CallOutcome } from '../ledger/events';
import { Ledger } from '../ledger/bus';
import { EvidenceQuoter } from '../ports/evidence-quoter';
import { ModelBusyError, ModelDownError, ModelUnavailableError } from '../ports/model.errors';
import { LanguageModel, type Finish, type ModelEvent } from '../ports/language-model';
import { NOTHING_IN_NOTES, type Answer, type Prompt } from '../ports/words';
import { isShowable, writeGate, type GateVerdict } from './write-gate';

export interface GenerationTarget {
  readonly flight: AnswerFlight;
  /** What the answer is stored by; null to store nothing. */
  readonly keeps: Grounds | null;
}

interface Generated {
  readonly answer: Answer;
  readonly verdict: GateVerdict;
  readonly finish: Finish;
}

type End = Extract<ModelEvent, { type: 'end' }>;

/** Asks the model and brings the flight home: tokens, write gate, landing, store. */
@Injectable()
export class Generation {
  constructor(
    private readonly model: LanguageModel,
    private readonly quoter: EvidenceQuoter,
    private readonly l1: L1ResponseService,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Resolves when the answer is also stored, so that the flight is not forgotten before its entry is there. A model that fails
   * is stood in for by quotes from the evidence, which are never stored: the next to ask is answered by the model again.
   * @throws whatever else goes wrong, and the reason of the flight's signal
   */
  async run(prompt: Prompt, { flight, keeps }: GenerationTarget): Promise<void> {
    try {
      const { answer, verdict, finish } = await this.generate(prompt, flight);
      if (!isShowable(verdict)) throw new UnshowableError();
      const kept = verdict.pass && keeps !== null;
      const stored = kept ? this.l1.storeAnswer(keeps, answer) : undefined;
      const brokenOff = finish === 'stop' ? undefined : finish;
      flight.land({ answer, kept, refused: !verdict.pass, degraded: false, brokenOff });
      await stored;
    } catch (error) {
      // A model that is only busy is well: a quote would stand where its answer is a moment away.
      if (!(error instanceof ModelUnavailableError) || error instanceof ModelBusyError) throw error;
      await this.landDegraded(prompt, { flight, error });
    }
  }

  private async generate(prompt: Prompt, flight: AnswerFlight): Promise<Generated> {
    if (prompt.evidence.length === 0)
      return { answer: nothingFound(), verdict: { pass: true }, finish: 'stop' };
    const startedAt = performance.now();
    const record = (outcome: CallOutcome): number => {
      const ms = performance.now() - startedAt;
      this.ledger.record({ type: 'model_call', outcome, ms });
      return ms;
    };
    try {
      const { text, end } = await this.listen(prompt, flight);
      const verdict = writeGate(text, end.finish);
      const generationMs = record(verdict.pass ? 'passed' : 'refused');
      const answer = { text, model: this.model.name, usage: end.usage, generationMs };
      return { answer, verdict, finish: end.finish };
    } catch (error) {
      record(outcomeOf(error, flight));
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
    const cause = new Error('The stream ended without saying that it was complete.');
    throw new ModelUnavailableError('language', { cause });
  }

  /** Who heard a part of what the model said must not hear another answer after it: they get the error. */
  private async landDegraded(
    prompt: Prompt,
    { flight, error }: { readonly flight: AnswerFlight; readonly error: ModelUnavailableError },
  ): Promise<void> {
    const answer = await this.quoter.quote(prompt);
    const refused = error instanceof UnshowableError;
    const landing: Landing = { answer, kept: false, refused, degraded: true };
    if (flight.hasSpoken) flight.fail(error, landing);
    else flight.land(landing);
  }
}

/** The model answered, with nothing that anybody could be shown. */
class UnshowableError extends ModelUnavailableError {
  constructor() {
    super('language');
  }
}

function outcomeOf(error: unknown, { signal }: AnswerFlight): CallOutcome {
  if (signal.aborted) return 'abandoned';
  return error instanceof ModelDownError || error instanceof ModelBusyError ? 'skipped' : 'failed';
}

function nothingFound(): Answer {
  return { text: NOTHING_IN_NOTES, model: null, usage: null, generationMs: 0 };
}
