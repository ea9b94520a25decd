import type { Finish } from '../ports/language-model';
import type { Answer, AnswerFormat } from '../ports/words';
import { soundsLikeRefusal } from './refusal';
import type { GateVerdict } from './write-gate';

/** The write gate of answers in a form: only a complete answer in that form may be stored. */
export function formGate(
  { text, calls = [] }: Pick<Answer, 'text' | 'calls'>,
  finish: Finish,
  format: AnswerFormat,
): GateVerdict {
  if (text.trim() === '' && calls.length === 0) return { pass: false, reason: 'empty' };
  if (finish === 'refused') return { pass: false, reason: 'refused' };
  if (finish !== 'stop') return { pass: false, reason: 'unfinished' };
  if (hasForm(format, { text, calls })) return { pass: true };
  return { pass: false, reason: soundsLikeRefusal(text) ? 'refused' : 'unsatisfied' };
}

function hasForm(format: AnswerFormat, { text, calls = [] }: Pick<Answer, 'text' | 'calls'>): boolean {
  switch (format.kind) {
    case 'json_object':
      return isObject(parsed(text));
    case 'json_schema':
      return parsed(text) !== undefined;
    case 'call':
      return (
        calls.length > 0 &&
        !(format.single && calls.length > 1) &&
        calls.every((call) => format.functions.some(({ name }) => name === call.name)) &&
        calls.every((call) => isObject(parsed(call.arguments)))
      );
  }
}

/** @returns undefined for what is no JSON */
function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
