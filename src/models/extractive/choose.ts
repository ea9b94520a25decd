import type { Scored } from './score';

const MAX_SENTENCES = 3;
const MAX_CHARACTERS = 500;
/** Room for " [n]" and the line end. */
const CITATION = 6;

/**
 * Least support of the best sentence. Of XQuAD's questions asked against other articles, the five nearest paragraphs
 * or five at random, 88 % and 96 % stay below it; of those with their own paragraph 3.7 %, more than half
 * of which would have been answered wrongly.
 */
const MIN_SUPPORT = 0.18;

/**
 * How far below the best score a further sentence may be. Of XQuAD's questions this answers 88 % with 260 characters on
 * average; 0 answers 81 % with 205, no margin at all 90 % with 420.
 */
const MARGIN = 1.7;

/** Openings that need the sentence before them. */
const POINTS_BACK = /^(?:he|she|it|they|his|her|its|their|this|these|that|those|both|such)\b/i;

/**
 * @param ranked best first
 * @returns what to quote, best first; empty when nothing answers
 */
export function choose(ranked: readonly Scored[]): Scored[] {
  const best = ranked[0];
  // Negated, because a question without content words has support NaN.
  if (!best || !(best.support >= MIN_SUPPORT)) return [];
  const close = ranked.slice(1).filter(({ score }) => score >= best.score - MARGIN);
  const chosen: Scored[] = [];
  let room = MAX_CHARACTERS;
  for (const sentence of [clip(best), ...companions(best, ranked), ...close]) {
    if (chosen.length === MAX_SENTENCES) break;
    const length = sentence.text.length + CITATION;
    if (length > room || chosen.some(({ text }) => text === sentence.text)) continue;
    chosen.push(sentence);
    room -= length;
  }
  return chosen;
}

/** What the best sentence cannot be understood without: what its pronoun points to, or what its colon announces. */
function companions({ text, passage, at }: Scored, ranked: readonly Scored[]): Scored[] {
  const near = (step: number): Scored[] =>
    ranked.filter((other) => other.passage === passage && other.at === at + step);
  if (text.endsWith(':')) return [...near(1), ...near(2).filter(({ context }) => context.includes(text))];
  return POINTS_BACK.test(text) ? near(-1) : [];
}

/** Cuts an endless line, such as minified code, at a word's end. */
function clip(sentence: Scored): Scored {
  const room = MAX_CHARACTERS - CITATION;
  if (sentence.text.length <= room) return sentence;
  const start = sentence.text.slice(0, room - 1);
  const end = start.lastIndexOf(' ');
  return { ...sentence, text: `${(end > 0 ? start.slice(0, end) : start).toWellFormed()}…` };
}
