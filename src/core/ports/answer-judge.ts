import type { PromptPassage, Usage } from './words';

/** What two answers are judged over. */
export interface JudgedAnswers {
  /** As it was typed. */
  readonly question: string;
  /** The earlier question, whose answer may be served for it. */
  readonly candidate: string;
  /** Generated for the question from the evidence. */
  readonly fresh: string;
  /** Generated for the candidate, its citations numbered as the evidence is. */
  readonly cached: string;
  readonly evidence: readonly PromptPassage[];
}

/** `uncertain` counts as wrong. */
export type Verdict = 'right' | 'wrong' | 'uncertain';

export interface Judged {
  readonly verdict: Verdict;
  /** Of the model that was asked for it; null where none was. */
  readonly usage: Usage | null;
}

/** Says whether one answer may stand in for another. A host gives one, or answers are compared by their words. */
export abstract class AnswerJudge {
  /** What people call it, as in "judged by the words of both answers". */
  abstract readonly name: string;
  /** How often it errs and how that was measured, in words; null where nobody measured it. */
  abstract readonly ownError: string | null;

  /** Nobody waits for it. @throws when it cannot judge; the pair then counts as never judged */
  abstract judge(answers: JudgedAnswers, signal: AbortSignal): Promise<Judged>;
}
