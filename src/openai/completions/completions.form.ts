import type { AnswerForm, Frame, Token } from '../../telling/answer-form';
import { answerJson, finishReasonOf, metadataJson, sourcesJson } from '../../telling/answer.presenter';
import { answerOf, type Begun, type Told } from '../../telling/told';
import type { Problem } from '../../http/problem';
import { type Completion, END, errorFrame, headOf, trivetJson, usageJson } from '../completion';
import { tokenJson } from '../token-json';

const GOES_ON = ',"logprobs":null,"finish_reason":null';

/** Answers as OpenAI's `text_completion`, whose chunks have the same shape. What has no place there is where a chat has it. */
export class CompletionsForm implements AnswerForm {
  private readonly head: string;
  /** Every chunk until its text, and after its choice. */
  private readonly opening: string;
  private readonly closing: string;

  constructor(private readonly completion: Completion) {
    this.head = headOf(completion, 'text_completion');
    this.opening = `data: ${this.head},"choices":[{"index":0,"text":`;
    this.closing = `}]${completion.includeUsage ? ',"usage":null' : ''}`;
  }

  body(told: Told): string {
    const choice = `{"index":0,"text":${answerJson(answerOf(told))},"logprobs":null,"finish_reason":"${finishReasonOf(told)}"}`;
    return `${this.head},"choices":[${choice}],"usage":${usageJson(told)},"trivet":${trivetJson(told)}}`;
  }

  begin({ reply }: Begun): Frame {
    const trivet = `,"trivet":{"sources":${sourcesJson(reply.passages)}}`;
    return [`${this.opening}""${GOES_ON}${this.closing}${trivet}}\n\n`];
  }

  token(token: Token): Frame {
    return [this.opening, tokenJson(token), `${GOES_ON}${this.closing}}\n\n`];
  }

  /** Nobody can ask for calls here. */
  call(): Frame {
    return [];
  }

  done(told: Told): Frame {
    const finish = `"","logprobs":null,"finish_reason":"${finishReasonOf(told)}"`;
    const last = `${this.opening}${finish}${this.closing},"trivet":{"metadata":${metadataJson(told)}}}\n\n`;
    if (!this.completion.includeUsage) return [last, END];
    return [last, `data: ${this.head},"choices":[],"usage":${usageJson(told)}}\n\n`, END];
  }

  error(problem: Problem): Frame {
    return errorFrame(problem);
  }
}
