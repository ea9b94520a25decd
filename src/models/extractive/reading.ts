import type { PromptPassage } from '../../core';
import { quotablesOf } from './passage-reader';
import { announces, isQuestion } from './prose';
import type { Coverage, Question } from './question';
import { isWhole, type Quotable } from './quotable';
import { type Word, wordsOf } from './words';

/** A piece, and the asked words in it and before it. */
export interface Reading {
  readonly piece: Quotable;
  readonly passage: number;
  readonly at: number;
  readonly words: readonly Word[];
  readonly covered: Coverage;
  /** Covered by the question or announcement right before. */
  readonly led: Coverage;
  /** Covered by the last heading above it, in its passage or out of it. */
  readonly headed: Coverage;
  /** That heading. */
  readonly under: string;
  /** Covered by the header of the table that it is a row of. */
  readonly columns: Coverage;
  /** Covered by anything that leads to it: the sentence before it, its context, title and section. */
  readonly carried: Coverage;
  /** Whether it is the first piece under its heading. */
  readonly opens: boolean;
}

/** @returns the pieces of a passage that may be quoted, in reading order */
export function readPassage(
  question: Question,
  { title, section, content }: PromptPassage,
  passage: number,
): Reading[] {
  // Items of one list share their context, so it is read once.
  const known = new Map<string, Coverage>();
  const cover = (line: string): Coverage => {
    const coverage = known.get(line) ?? question.cover(wordsOf(line));
    known.set(line, coverage);
    return coverage;
  };
  const above = cover([title, ...section].join(' '));
  const pieces = quotablesOf(content);
  const incomplete = new Set(
    pieces.filter(({ form, lead }) => isWhole(form) && announces(lead)).map(({ lead }) => lead),
  );
  let before: Coverage = [];
  let lastHeading: string | null = null;
  const readings = pieces.map((piece, at): Reading => {
    const words = wordsOf(piece.text);
    const covered = question.cover(words);
    const { form, heading, context, lead, follows } = piece;
    const carried = most([above, cover(heading), ...context.map(cover), ...(follows ? [before] : [])]);
    if (!isWhole(form)) before = covered;
    const under = heading === '' ? (section.at(-1) ?? '') : heading;
    const opens = heading !== lastHeading;
    lastHeading = heading;
    return {
      ...{ piece, passage, at, words, covered, carried, opens },
      led: cover(lead),
      ...{ under, headed: cover(under) },
      columns: cover(form.type === 'row' ? form.header.join(' ') : ''),
    };
  });
  return readings.filter(
    ({ piece }) => isWhole(piece.form) || !(incomplete.has(piece.text) || isUnasked(piece, question)),
  );
}

/** Tags, dates and the like answer who asks for them by name. */
function isUnasked({ form, text }: Quotable, question: Question): boolean {
  if (form.type !== 'field' || !form.isData) return false;
  return !wordsOf(text.slice(0, text.indexOf(':'))).some(({ stem }) => question.match(stem).length > 0);
}

/** What a row's header says, the row says. */
const COLUMNS = 0.6;

/** What the heading over a field says, the field says. */
const FIELD_OF = 0.5;
/** An item that is one: a name and its value. */
const NAMED = /^\W*\w[\w -]{0,29}\W*:/;

/**
 * How far a block as a whole is about what leads to it: an asked word there counts as this part of one that it says.
 * XQuAD has prose alone, so these are set by hand. What a heading names is mostly not named again under it.
 */
const WHOLE = { inside: 0.5, section: 0.9, heading: 0.75, title: 0.45 } as const;

/** What counts as said by the piece itself. A question in the notes is said by its answer. */
export function saidBy({ piece, covered, led, headed, columns, carried }: Reading): Coverage {
  const { form, lead } = piece;
  if (form.type === 'row') return most([covered, parts(columns, COLUMNS)]);
  if (isField(piece)) return most([covered, parts(headed, FIELD_OF)]);
  if (!isWhole(form)) return isQuestion(lead) ? most([covered, led]) : covered;
  const isSection = form.type === 'section';
  return most([
    led,
    parts(covered, isSection ? WHOLE.section : WHOLE.inside),
    parts(headed, isSection ? WHOLE.section : WHOLE.heading),
    parts(carried, WHOLE.title),
  ]);
}

function isField({ form, text }: Quotable): boolean {
  return (form.type === 'field' && !form.isData) || (form.type === 'item' && NAMED.test(text));
}

function parts(coverage: Coverage, part: number): Coverage {
  return coverage.map((one) => one * part);
}

export function most(coverages: readonly Coverage[]): Coverage {
  const [first = [], ...others] = coverages;
  return first.map((part, index) => Math.max(part, ...others.map((other) => other[index] ?? 0)));
}
