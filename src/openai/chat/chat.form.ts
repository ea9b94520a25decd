import type { AnswerForm, CallPiece, Frame, Token } from '../../telling/answer-form';
import { answerJson, finishReasonOf, metadataJson, sourcesJson } from '../../telling/answer.presenter';
import { answerOf, type Begun, type Told } from '../../telling/told';
import type { Problem } from '../../http/problem';
import { type Completion, END, errorFrame, headOf, trivetJson, usageJson } from '../completion';
import { tokenJson } from '../token-json';
import { annotationsJson, NO_ANNOTATIONS } from './annotations';
import { CalledFunctions, type CallStyle } from './called-functions';

/** What all parts of one chat's answer say. */
export interface ChatCompletion extends Completion {
  /** How the asker is told of functions that the answer calls. */
  readonly calls: CallStyle;
  /** Where this server is, for links to notes; null where the answer has a form in which nothing is cited. */
  readonly address: string | null;
}

/**
 * Answers as OpenAI's `chat.completion`, or as its chunks. Sources and metadata have no place there and are under `trivet`. The
 * sources come with the first chunk, before the model is waited for. The metadata come with the chunk that says why it stopped.
 */
export class ChatForm implements AnswerForm {
  /** Every chunk until its delta, and from there to the end of its choice. */
  private readonly opening: string;
  private readonly closing: string;
  private readonly called: CalledFunctions;

  constructor(private readonly completion: ChatCompletion) {
    this.opening = `data: ${headOf(completion, 'chat.completion.chunk')},"choices":[{"index":0,"delta":`;
    // OpenAI's chunks say so where a last one tells the usage.
    this.closing = `}]${completion.includeUsage ? ',"usage":null' : ''}`;
    this.called = new CalledFunctions(completion.calls);
  }

  body(told: Told): string {
    const answer = answerOf(told);
    const calls = this.called.message(answer.calls);
    const content = calls === '' ? answerJson(answer) : 'null';
    const message = `{"role":"assistant","content":${content},"refusal":null${calls},"annotations":${this.annotations(told)}}`;
    const choice = `{"index":0,"message":${message},"logprobs":null,"finish_reason":"${this.finishOf(told)}"}`;
    return `${headOf(this.completion, 'chat.completion')},"choices":[${choice}],"usage":${usageJson(told)},"trivet":${trivetJson(told)}}`;
  }

  begin({ reply }: Begun): Frame {
    const trivet = `,"trivet":{"sources":${sourcesJson(reply.passages)}}`;
    return [this.opening, '{"role":"assistant","content":""}', GOES_ON, this.closing, trivet, '}\n\n'];
  }

  token(token: Token): Frame {
    return [this.opening + '{"content":', tokenJson(token), `}${GOES_ON}${this.closing}}\n\n`];
  }

  call(piece: CallPiece): Frame {
    return [`${this.opening}${this.called.delta(piece)}${GOES_ON}${this.closing}}\n\n`];
  }

  done(told: Told): Frame {
    const finish = `{},"logprobs":null,"finish_reason":"${this.finishOf(told)}"`;
    const last = `${this.opening}${finish}${this.closing},"trivet":{"metadata":${metadataJson(told)}}}\n\n`;
    const usage = this.completion.includeUsage ? [this.usage(told)] : [];
    return [...this.cited(told), last, ...usage, END];
  }

  error(problem: Problem): Frame {
    return errorFrame(problem);
  }

  /**
   * OpenAI says `stop` where one named function had to be called. Programs look for `tool_calls` to go on, so it is said of every
   * answer that calls.
   */
  private finishOf(told: Told): string {
    const reason = finishReasonOf(told);
    return reason === 'stop' && answerOf(told).calls ? this.completion.calls : reason;
  }

  /** The last delta of content says what the text before it cites. */
  private cited(told: Told): Frame {
    const annotations = this.annotations(told);
    if (annotations === NO_ANNOTATIONS) return [];
    return [`${this.opening}{"content":"","annotations":${annotations}}${GOES_ON}${this.closing}}\n\n`];
  }

  private annotations(told: Told): string {
    const { address } = this.completion;
    return address === null ? NO_ANNOTATIONS : annotationsJson(told, address);
  }

  private usage(told: Told): string {
    return `data: ${headOf(this.completion, 'chat.completion.chunk')},"choices":[],"usage":${usageJson(told)}}\n\n`;
  }
}

const GOES_ON = ',"logprobs":null,"finish_reason":null';
