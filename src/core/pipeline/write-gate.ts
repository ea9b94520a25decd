import type { Finish } from '../ports/language-model';
import type { Answer } from '../ports/words';
import { soundsLikeRefusal } from './refusal';

export type GateVerdict = { readonly pass: true } | { readonly pass: false; readonly reason: GateRefusal };
/** `unsatisfied`: it has not the form that was asked for. */
export type GateRefusal = 'unfinished' | 'refused' | 'empty' | 'malformed' | 'unsatisfied';

/**
 * Whether an answer may be shown to whoever asked, stored or not. A refusal or a cut answer says what it is. So does one that has
 * not the form that was asked for: programs parse it, and some ask again with what is wrong. An error page or nothing does not.
 */
export function isShowable(verdict: GateVerdict): boolean {
  if (verdict.pass) return true;
  switch (verdict.reason) {
    case 'refused':
    case 'unfinished':
    case 'unsatisfied':
      return true;
    case 'empty':
    case 'malformed':
      return false;
  }
}

/** An answer that cites a passage was drawn from the notes, and those may say "I can't eat peanuts" or `<html>`. */
const CITATION = /\[\d{1,2}\]/u;

/** An error page that a model server may send as an answer. */
const PAGE = /^\s*<(?:!doctype|html)\b/iu;

/** What is left of bytes that were no text. */
const BROKEN = /\u0000|\ufffd{3}/u;

/**
 * The write gate: only a complete, non-empty, non-refused, well-shaped answer may be stored. Who says "I'm sorry" of notes that do not
 * answer refuses nothing.
 */
export function writeGate(
  { text, answerable }: Pick<Answer, 'text' | 'answerable'>,
  finish: Finish,
): GateVerdict {
  const isCited = CITATION.test(text);
  if (text.trim() === '') return { pass: false, reason: 'empty' };
  if (finish === 'refused' || (!isCited && answerable !== false && soundsLikeRefusal(text)))
    return { pass: false, reason: 'refused' };
  const isText = text.isWellFormed() && !BROKEN.test(text);
  if (!isText || (!isCited && PAGE.test(text))) return { pass: false, reason: 'malformed' };
  if (finish !== 'stop') return { pass: false, reason: 'unfinished' };
  return { pass: true };
}
