import type { AnswerEvent } from '../core';
import type { Problem } from '../http/problem';
import type { Begun, Told } from './told';

/** A token of an answer on its way; the same object for all its readers. */
export type Token = Extract<AnswerEvent, { type: 'token' }>;

/** A piece of a function's call; likewise. */
export type CallPiece = Extract<AnswerEvent, { type: 'call' }>;

/** Bytes of one or several server-sent events, in parts; those that readers share are one buffer. */
export type Frame = readonly (string | Buffer)[];

/** The form in which an API tells answers: as one body of JSON, or as server-sent events in this order. */
export interface AnswerForm {
  body(told: Told): string;
  /** Before the model is waited for. */
  begin(begun: Begun): Frame;
  token(token: Token): Frame;
  /** Instead of tokens, where the asker's format wants calls. */
  call(piece: CallPiece): Frame;
  /** After the last token or call. */
  done(told: Told): Frame;
  /** Instead of what else would have come. */
  error(problem: Problem, requestId: string): Frame;
}
