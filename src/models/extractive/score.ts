import type { PromptPassage } from '../../core';
import { bearsAnswer } from './answer-type';
import { quotablesOf } from './passage-reader';
import { announces, isQuestion, nameAboutNote } from './prose';
import { type Coverage, type Question } from './question';
import { isWhole, type Quotable } from './quotable';
import { type Word, wordsOf } from './words';
import type { Wanted } from './wanted';

/** A piece of the evidence, judged. */
export interface Scored extends Quotable {
  /** Index of its passage in the evidence. */
  readonly passage: number;
  /** Index of the piece in its passage. */
  readonly at: number;
  /** For ordering only. */
  readonly score: number;
  /** Which part of the question the piece speaks of, by weight of words. At most 1, and below 0 when names are missing. */
  readonly support: number;
  /** The part of the question that the piece says itself. */
  readonly matched: number;
}

/**
 * Fitted by conditional logistic regression on every other article of XQuAD, and rounded. Fitted on the other half,
 * the weights come out within a quarter of these.
 *
 * Tried and dropped, as none was worth a point on both halves: pairs of neighbouring words; words of the next
 * sentence or of the rest of the passage. The same holds for the answer's distance from matched words, length, and "X
 * is a …".
 */
const SCORE = {
  /** Asked words in the sentence. */
  matched: 7,
  /** Asked words only in the text that leads to it. */
  carried: 2,
  /** Something new of the asked type. */
  type: 1.4,
  /** Taken off per ln(rank) of the passage: retrieval's own opinion. */
  rank: 2.2,
} as const;

/**
 * Missing names weigh against support: a sentence about Paris is no answer about Baghdad. Of XQuAD's questions asked
 * of other articles 88 % then find nothing, and 80 % without it.
 */
const SUPPORT = { carried: 0.5, missingName: 0.3 } as const;

/**
 * How far a block as a whole is about what leads to it: an asked word there counts as this part of one that it says.
 * XQuAD has prose alone, so these are set by hand. What a heading names is mostly not named again under it.
 */
const WHOLE = { inside: 0.5, section: 0.8, heading: 0.75, title: 0.45 } as const;

/** Added to blocks as wholes of the form that is wanted. Nobody wants a whole table or list who asks for one thing. */
const FORM: Readonly<Record<Wanted, Readonly<Record<'code' | 'list' | 'table' | 'section', number>>>> = {
  steps: { code: 1, list: 2, table: -2, section: 2.5 },
  list: { code: -2, list: 2, table: 1.5, section: -9 },
  code: { code: 3, list: -1.5, table: -2, section: -9 },
  any: { code: 0, list: -1.5, table: -2, section: -9 },
};

/** Weight of a word that shapes the question, against one that names its subject. */
const VAGUE_PART = 0.4;
/** Pieces imagined around the evidence. A single short note must not make its own words common. */
const BACKGROUND = 20;

/** A piece, and the asked words in it and before it. */
interface Reading {
  readonly piece: Quotable;
  readonly passage: number;
  readonly at: number;
  readonly words: readonly Word[];
  readonly covered: Coverage;
  /** Covered by the question or announcement right before. */
  readonly led: Coverage;
  /** Covered by the last heading above it, in its passage or out of it. */
  readonly headed: Coverage;
  /** Covered by anything else that leads to it: the sentence before it, its context, title and section. */
  readonly carried: Coverage;
}

/** @returns every piece of the evidence, best first; equals in reading order */
export function rankPieces(question: Question, evidence: readonly PromptPassage[]): Scored[] {
  const readings = evidence.flatMap((passage, index) => read(question, passage, index));
  const weights = weigh(question, readings);
  return readings.map((reading) => judge(question, weights, reading)).sort((a, b) => b.score - a.score);
}

function read(question: Question, { title, section, content }: PromptPassage, passage: number): Reading[] {
  // Items of one list share their context, so it is read once.
  const known = new Map<string, Coverage>();
  const cover = (line: string): Coverage => {
    const coverage = known.get(line) ?? question.cover(wordsOf(line));
    known.set(line, coverage);
    return coverage;
  };
  const above = [title, ...section].join(' ');
  let before: Coverage = [];
  const pieces = quotablesOf(content);
  const incomplete = new Set(
    pieces.filter(({ form, lead }) => isWhole(form) && announces(lead)).map(({ lead }) => lead),
  );
  const readings = pieces.map((piece, at) => {
    const words = wordsOf(piece.text);
    const covered = question.cover(words);
    const carried = most([cover(above), ...piece.context.map(cover), ...(piece.follows ? [before] : [])]);
    if (!isWhole(piece.form)) before = covered;
    const headed = cover(piece.context[0] ?? section.at(-1) ?? '');
    return { piece, passage, at, words, covered, led: cover(piece.lead), headed, carried };
  });
  return readings.filter(
    ({ piece }) => isWhole(piece.form) || !(incomplete.has(piece.text) || isUnasked(piece, question)),
  );
}

/** Tags, dates and the like answer who asks for them by name. */
function isUnasked({ form, text }: Quotable, question: Question): boolean {
  const name = form.type === 'field' ? nameAboutNote(text) : null;
  return name !== null && !wordsOf(name).some(({ stem }) => question.stems.has(stem));
}

/** Inverse document frequency over the evidence's pieces. Scaled so that the weights of all asked words add up to 1. */
function weigh({ asked }: Question, readings: readonly Reading[]): number[] {
  const single = readings.filter(({ piece }) => !isWhole(piece.form) || piece.form.type === 'code');
  const weights = asked.map(({ vague }, index) => {
    const holding = single.filter(({ covered }) => (covered[index] ?? 0) > 0).length;
    const rarity = Math.log((single.length + BACKGROUND + 1) / (holding + 0.5));
    return rarity * (vague ? VAGUE_PART : 1);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function judge(question: Question, weights: readonly number[], reading: Reading): Scored {
  const { piece, passage, at, words } = reading;
  const here = hereOf(reading);
  let matched = 0;
  let carried = 0;
  let missingName = 0;
  question.asked.forEach(({ named }, index) => {
    const weight = weights[index] ?? 0;
    const own = here[index] ?? 0;
    const either = Math.max(own, reading.carried[index] ?? 0, reading.led[index] ?? 0);
    matched += weight * own;
    carried += weight * (either - own);
    if (named) missingName += weight * (1 - either);
  });
  const { form } = piece;
  const wanted = isWhole(form) ? FORM[question.wanted][form.type] : 0;
  const score =
    SCORE.matched * matched +
    SCORE.carried * carried +
    SCORE.type * Number(bearsAnswer(question.type, words, question.stems)) +
    wanted -
    SCORE.rank * Math.log(passage + 1);
  const support = matched + SUPPORT.carried * carried - SUPPORT.missingName * missingName;
  return { ...piece, passage, at, score, support, matched };
}

/** What counts as said by the piece itself. A question in the notes is said by its answer. */
function hereOf({ piece, covered, led, headed, carried }: Reading): Coverage {
  if (!isWhole(piece.form)) return isQuestion(piece.lead) ? most([covered, led]) : covered;
  return most([
    led,
    covered.map((part) => part * (piece.form.type === 'section' ? WHOLE.section : WHOLE.inside)),
    headed.map((part) => part * WHOLE.heading),
    carried.map((part) => part * WHOLE.title),
  ]);
}

function most(coverages: readonly Coverage[]): Coverage {
  const [first = [], ...others] = coverages;
  return first.map((part, index) => Math.max(part, ...others.map((other) => other[index] ?? 0)));
}
