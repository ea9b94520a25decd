import { askedIn, isFactual } from './interrogative.gate';
import type { Pair } from './pair';
import type { Reading } from './reading';

/**
 * The similarity that a question needs, by how much it names: 0, 1, 2, … things, and the last for all above. A question of few
 * words leaves to the asker's mind what it is about: of BANKING77's pairs that pass all other gates, 8 % are wrong where one
 * word names something, 5 % with two, 3 % with three, 1.5 % with four, 0.6 % with five (2026-11-28, at similarity .85, before this gate). The tables were chosen on the figures of
 * `npm run evaluate` over both halves of advising_slots and BANKING77, so those sets are no test of them. What tells of a situation, or asks
 * why or when, leaves more open than what asks for a fact.
 */
const FACTUAL = [1, 0.9, 0.88, 0.74, 0.65, 0];
const OF_A_SITUATION = [1, 1, 0.98, 0.97, 0.88, 0.75];

/** The vectors are as near as questions of so few words have to be. */
export function substanceSuffices(pair: Pair, similarity: number): boolean {
  return similarity >= similarityNeeded(pair);
}

function similarityNeeded({ question, candidate }: Pair): number {
  const needed = isAboutFacts(question) && isAboutFacts(candidate) ? FACTUAL : OF_A_SITUATION;
  const named = Math.min(substanceOf(question), substanceOf(candidate), needed.length - 1);
  return needed[named] ?? 1;
}

/** Whether something is so is a fact where a name or a number says of what. */
function isAboutFacts(question: Reading): boolean {
  if (isFactual(question)) return true;
  const isNamed = question.tokens.some(({ kind }) => kind === 'name' || kind === 'number');
  return isNamed && askedIn(question).has('whether');
}

/** A name narrows a question as two words do, a number as three. */
function substanceOf({ tokens }: Reading): number {
  return tokens.reduce((sum, { kind }) => {
    if (kind === 'content') return sum + 1;
    if (kind === 'number') return sum + 3;
    return kind === 'name' ? sum + 2 : sum;
  }, 0);
}
