import { Injectable } from '@nestjs/common';
import type { MaybePromise } from '../cache/maybe-promise';
import type { AnswerFlight } from '../flight/answer-flight';
import type { Landing, Quoted, Storing } from '../flight/flight-end';
import type { CallOutcome } from '../ledger/events';
import { Ledger } from '../ledger/bus';
import { AnswerForms } from '../forms/answer-forms';
import { EvidenceQuoter } from '../ports/evidence-quoter';
import { ModelBusyError, ModelDownError, ModelUnavailableError } from '../ports/model.errors';
import { LanguageModel, type ModelEnd } from '../ports/language-model';
import { NOTHING_IN_NOTES, type Answer, type AnswerFormat, type Prompt } from '../ports/words';
import { formAnswers } from '../forms/form-answers';
import { SaidSoFar } from './said-so-far';
import { formGate } from './form-gate';
import { isShowable, writeGate, type GateVerdict } from './write-gate';

export interface GenerationOptions {
  /** Hears what the model says. */
  readonly flight: AnswerFlight;
  /** False where nothing is to be stored, whatever the write gate says. */
  readonly mayStore: boolean;
  /** Whose answer it is. */
  readonly tenant: string;
}

/** What a model said to its end, and what the write gate says about it. */
interface Said {
  readonly answer: Answer;
  readonly verdict: GateVerdict;
  readonly finish: ModelEnd['finish'];
}

/** Asks the model: tokens, write gate, and how the flight ends with that. */
@Injectable()
export class Generation {
  constructor(
    private readonly model: LanguageModel,
    private readonly quoter: EvidenceQuoter,
    private readonly forms: AnswerForms,
    private readonly ledger: Ledger,
  ) {}

  /**
   * Quotes of the evidence stand in for a model that fails, where text was asked for. They are never stored, so the model answers
   * the next to ask.
   * @throws {ModelUnavailableError} where a format was asked for
   * @throws whatever else goes wrong, and the reason of the flight's signal
   */
  async generate(prompt: Prompt, { flight, mayStore, tenant }: GenerationOptions): Promise<Landing> {
    const passed: Storing = mayStore ? 'stored' : 'no_store';
    // A sentence has not the form that was asked for, so the model is asked even where there is nothing to answer from.
    if (prompt.evidence.length === 0 && !prompt.format && !prompt.task)
      return { how: 'answered', answer: nothingFound(), by: 'nobody', finish: 'stop', storing: passed };
    const said = await this.ask(prompt, flight, tenant);
    if (said instanceof ModelUnavailableError) return this.quote(prompt, 'failed', said);
    const { answer, verdict, finish } = said;
    if (!isShowable(verdict)) return this.quote(prompt, 'unshowable', unshowable());
    return { how: 'answered', answer, by: 'model', finish, storing: verdict.pass ? passed : 'refused' };
  }

  /** What stands in for a model that another flight asked, and that did not finish in the time that it has. */
  giveUp(prompt: Prompt): Promise<Landing> {
    const because = 'The model did not finish in time.';
    return this.quote(prompt, 'failed', new ModelUnavailableError('language', { because }));
  }

  /** @returns the failure of a model that something stands in for */
  private async ask(
    prompt: Prompt,
    flight: AnswerFlight,
    tenant: string,
  ): Promise<Said | ModelUnavailableError> {
    const startedAt = performance.now();
    const record = (outcome: CallOutcome): number => {
      const ms = performance.now() - startedAt;
      this.ledger.record({ type: 'model_call', outcome, ms });
      return ms;
    };
    try {
      const { said, end } = await this.listen(prompt, flight);
      const verdict = await this.judge(said.answer, end, { format: prompt.format, tenant });
      const generationMs = record(verdict.pass ? 'passed' : 'refused');
      const answerable = isAnswerable(prompt, { said: said.answer, end, verdict });
      const answer = { ...said.answer, model: this.model.name, usage: end.usage, answerable, generationMs };
      return { answer, verdict, finish: end.finish };
    } catch (error) {
      record(outcomeOf(error, flight));
      // A model that is only busy is well: a quote would stand where its answer is a moment away.
      if (!(error instanceof ModelUnavailableError) || error instanceof ModelBusyError) throw error;
      return error;
    }
  }

  private async listen(prompt: Prompt, flight: AnswerFlight): Promise<{ said: SaidSoFar; end: ModelEnd }> {
    const said = new SaidSoFar();
    for await (const event of this.model.stream(prompt, flight.signal)) {
      if (event.type === 'end') return { said, end: event };
      said.add(event);
      flight.say(event);
    }
    const cause = new Error('The stream ended without saying that it was complete.');
    throw new ModelUnavailableError('language', { cause });
  }

  private judge(
    answer: Pick<Answer, 'text' | 'calls'>,
    { finish, answerable }: ModelEnd,
    { format, tenant }: { readonly format: AnswerFormat | undefined; readonly tenant: string },
  ): MaybePromise<GateVerdict> {
    if (format) return formGate({ answer, finish, format, tenant }, this.forms);
    return writeGate({ text: answer.text, answerable }, finish);
  }

  private async quote(
    prompt: Prompt,
    because: Quoted['because'],
    error: ModelUnavailableError,
  ): Promise<Quoted> {
    // Nothing stands in for an answer in a form.
    if (prompt.format) throw error;
    return { how: 'quoted', answer: await this.quoter.quote(prompt), because, error };
  }
}

function outcomeOf(error: unknown, { signal }: AnswerFlight): CallOutcome {
  if (signal.aborted) return 'abandoned';
  return error instanceof ModelDownError || error instanceof ModelBusyError ? 'skipped' : 'failed';
}

function unshowable(): ModelUnavailableError {
  return new ModelUnavailableError('language', { because: 'The model said nothing that can be shown.' });
}

function nothingFound(): Answer {
  return { text: NOTHING_IN_NOTES, model: null, usage: null, answerable: false, generationMs: 0 };
}

interface Judged {
  readonly said: Pick<Answer, 'text' | 'calls'>;
  readonly end: ModelEnd;
  readonly verdict: GateVerdict;
}

/** Nothing is known of the notes from a refusal, or from an answer that is about a chat. */
function isAnswerable({ task, evidence, format }: Prompt, { said, end, verdict }: Judged): boolean | null {
  if (task || (!verdict.pass && verdict.reason === 'refused')) return null;
  if (evidence.length === 0) return false;
  return format ? formAnswers(said) : end.answerable;
}
