import type { PromptPassage } from '../../core';
import { bearsAnswer } from './answer-type';
import { type Coverage, type Question } from './question';
import { type Sentence, sentencesOf } from './sentences';
import { type Word, wordsOf } from './words';

/** A sentence of the evidence, judged. */
export interface Scored extends Sentence {
  /** Index of its passage in the evidence. */
  readonly passage: number;
  /** Index of the sentence in its passage. */
  readonly at: number;
  /** For ordering only. */
  readonly score: number;
  /** Which part of the question the sentence speaks of, by weight of words. At most 1, and below 0 when names are missing. */
  readonly support: number;
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

/** Weight of a word that shapes the question, against one that names its subject. */
const VAGUE_PART = 0.4;
/** Sentences imagined around the evidence. A single short note must not make its own words common. */
const BACKGROUND = 20;

/** A sentence, and the asked words in it. */
interface Reading {
  readonly sentence: Sentence;
  readonly passage: number;
  readonly at: number;
  readonly words: readonly Word[];
  readonly covered: Coverage;
  /** Covered by the text that leads to the sentence: the one before it, its context, title and section. */
  readonly lead: Coverage;
}

/** @returns every sentence of the evidence, best first; equals in reading order */
export function rankSentences(question: Question, evidence: readonly PromptPassage[]): Scored[] {
  const readings = evidence.flatMap((passage, index) => read(question, passage, index));
  const weights = weigh(question, readings);
  return readings.map((reading) => judge(question, weights, reading)).sort((a, b) => b.score - a.score);
}

function read(question: Question, { title, section, content }: PromptPassage, passage: number): Reading[] {
  const heading = question.cover(wordsOf([title, ...section].join(' ')));
  // Items of one list share their context, so it is read once.
  const contexts = new Map<string, Coverage>();
  const contextOf = (line: string): Coverage => {
    const coverage = contexts.get(line) ?? question.cover(wordsOf(line));
    contexts.set(line, coverage);
    return coverage;
  };
  let before: Coverage = [];
  return sentencesOf(content).map((sentence, at) => {
    const words = wordsOf(sentence.text);
    const covered = question.cover(words);
    const lead = most([heading, ...sentence.context.map(contextOf), ...(sentence.follows ? [before] : [])]);
    before = covered;
    return { sentence, passage, at, words, covered, lead };
  });
}

/** Inverse document frequency over the evidence's sentences. Scaled so that the weights of all asked words add up to 1. */
function weigh({ asked }: Question, readings: readonly Reading[]): number[] {
  const weights = asked.map(({ vague }, index) => {
    const holding = readings.filter(({ covered }) => (covered[index] ?? 0) > 0).length;
    const rarity = Math.log((readings.length + BACKGROUND + 1) / (holding + 0.5));
    return rarity * (vague ? VAGUE_PART : 1);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function judge(question: Question, weights: readonly number[], reading: Reading): Scored {
  const { sentence, passage, at, words, covered, lead } = reading;
  let matched = 0;
  let carried = 0;
  let missingName = 0;
  question.asked.forEach(({ named }, index) => {
    const weight = weights[index] ?? 0;
    const here = covered[index] ?? 0;
    const either = Math.max(here, lead[index] ?? 0);
    matched += weight * here;
    carried += weight * (either - here);
    if (named) missingName += weight * (1 - either);
  });
  const score =
    SCORE.matched * matched +
    SCORE.carried * carried +
    SCORE.type * Number(bearsAnswer(question.type, words, question.stems)) -
    SCORE.rank * Math.log(passage + 1);
  const support = matched + SUPPORT.carried * carried - SUPPORT.missingName * missingName;
  return { ...sentence, passage, at, score, support };
}

function most(coverages: readonly Coverage[]): Coverage {
  const [first = [], ...others] = coverages;
  return first.map((part, index) => Math.max(part, ...others.map((other) => other[index] ?? 0)));
}
