import type { AnswerForms } from '../forms/answer-forms';
import type { Finish } from '../ports/language-model';
import type { Answer, AnswerFormat } from '../ports/words';
import { soundsLikeRefusal } from './refusal';
import type { GateVerdict } from './write-gate';

/** What a model said, and the form that was asked for. */
interface Formed {
  readonly answer: Pick<Answer, 'text' | 'calls'>;
  readonly finish: Finish;
  readonly format: AnswerFormat;
  readonly tenant: string;
}

/** The write gate of answers in a form: only a complete answer that has the form may be stored. */
export async function formGate(
  { answer, finish, format, tenant }: Formed,
  forms: AnswerForms,
): Promise<GateVerdict> {
  const { text, calls = [] } = answer;
  if (text.trim() === '' && calls.length === 0) return { pass: false, reason: 'empty' };
  if (finish === 'refused') return { pass: false, reason: 'refused' };
  if (finish !== 'stop') return { pass: false, reason: 'unfinished' };
  const isWellFormed = text.isWellFormed() && calls.every((call) => call.arguments.isWellFormed());
  if (isWellFormed && (await forms.has(format, answer, tenant))) return { pass: true };
  return { pass: false, reason: soundsLikeRefusal(text) ? 'refused' : 'unsatisfied' };
}
