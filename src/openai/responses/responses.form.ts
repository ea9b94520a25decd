import type { AnswerFormat } from '../../core';
import type { AnswerForm, CallPiece, Frame, Token } from '../../telling/answer-form';
import { answerJson, sourcesJson } from '../../telling/answer.presenter';
import { citationsOf } from '../../telling/citations/citations';
import { sharedAnswer } from '../../telling/streaming/shared-answer';
import { answerOf, type Begun, type Told } from '../../telling/told';
import { openAiErrorBody } from '../../http/openai-error';
import type { Problem } from '../../http/problem';
import { trivetJson } from '../completion';
import { annotationsOf } from './annotations';
import { EVENT_END, NumberedEvents } from './numbered-events';
import { OutputCalls } from './output-calls';
import { OutputMessage } from './output-message';
import { endedJson, endingOf, failedJson, IN_PROGRESS } from './response-object';

/** What all parts of one response say. */
export interface ResponseHead {
  readonly requestId: string;
  /** Unix seconds. */
  readonly createdAt: number;
  readonly model: string;
  /** Further members, which the request decides. */
  readonly settings: object;
  readonly format: AnswerFormat | undefined;
  /** Where this server is, for links to notes. */
  readonly address: string;
}

const NO_ANNOTATIONS: readonly string[] = [];

/**
 * Answers as OpenAI's `response`, or as its events. Sources and metadata have no place there and are under `trivet` of the response:
 * the sources of the created one, both of the ended one.
 *
 * States of a stream: *begun* has no item, because what the model says first decides which it is. A token opens the *message*, a
 * call's first piece that *call*. The end closes what is open, or opens and closes a message. An error closes nothing.
 */
export class ResponsesForm implements AnswerForm {
  private readonly events = new NumberedEvents();
  private readonly message: OutputMessage;
  private readonly calls: OutputCalls;
  /** The response up to how far it is. */
  private readonly head: string;

  constructor(private readonly of: ResponseHead) {
    const { requestId, createdAt, model, settings } = of;
    this.message = new OutputMessage(requestId, this.events);
    this.calls = new OutputCalls(requestId, this.events);
    const head = { id: `resp_${requestId}`, object: 'response', created_at: createdAt, model, ...settings };
    this.head = JSON.stringify(head).slice(0, -1);
  }

  body(told: Told): string {
    return this.ended(told, answerJson(answerOf(told))).join('');
  }

  begin({ reply }: Begun): Frame {
    const begun = `"response":${this.head},${IN_PROGRESS}`;
    const trivet = `"trivet":{"sources":${sourcesJson(reply.passages)}}`;
    return [
      this.events.event('response.created', `${begun},${trivet}}`),
      this.events.event('response.in_progress', `${begun}}`),
    ];
  }

  /** What a model says beside the calls that were asked for is told at the end, if it makes none. */
  token(token: Token): Frame {
    return this.of.format?.kind === 'call' ? [] : this.message.token(token);
  }

  call(piece: CallPiece): Frame {
    return this.calls.piece(piece);
  }

  done(told: Told): Frame {
    const { status } = endingOf(told);
    const { calls } = answerOf(told);
    const text = sharedAnswer(told);
    return [
      ...(calls ? this.calls.close(status, calls) : this.message.close(status, text, this.annotations(told))),
      this.events.opened(`response.${status}`, '"response":'),
      ...this.ended(told, text),
      EVENT_END,
    ];
  }

  /** OpenAI's SDKs throw when they meet an `error` member. Who goes by the names of events looks for one of these. */
  error(problem: Problem): Frame {
    const { error } = openAiErrorBody(problem);
    const { code, message, param } = error;
    return [
      this.events.event('response.failed', `"response":${this.head},${failedJson(problem)}}`),
      this.events.event('error', JSON.stringify({ code, message, param, error }).slice(1, -1)),
    ];
  }

  private ended(told: Told, text: string | Buffer): Frame {
    const { status } = endingOf(told);
    const { calls } = answerOf(told);
    return [
      `${this.head},${endedJson(told)},"output":[`,
      ...(calls
        ? [this.calls.items(status, calls)]
        : this.message.item(status, text, this.annotations(told))),
      `],"trivet":${trivetJson(told)}}`,
    ];
  }

  private annotations(told: Told): readonly string[] {
    // JSON cites nothing.
    return this.of.format ? NO_ANNOTATIONS : annotationsOf(citationsOf(told, this.of.address));
  }
}
