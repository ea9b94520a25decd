import { isFactual } from './interrogative.gate';
import type { Pair } from './pair';
import type { Reading } from './reading';

/**
 * The similarity that a question needs, by how much it names: 0, 1, 2, … things, and the last for all above. A question of few
 * words leaves to the asker's mind what it is about: of BANKING77's pairs that pass all other gates, 8 % are wrong where one
 * word names something, 5 % with two, 3 % with three, 1.5 % with four, 0.6 % with five (2026-11-28, at similarity .85, before this gate). The tables were chosen on the figures of
 * bench/semantic.ts over both halves of advising_slots and BANKING77, so those sets are no test of them. What tells of a situation, or asks
 * why or when, leaves more open than what asks for a fact.
 */
const FACTUAL = [1, 0.9, 0.88, 0.76, 0.65, 0];
const OF_A_SITUATION = [1, 1, 0.98, 0.97, 0.88, 0.75];

/** The vectors are as near as questions of so few words have to be. */
export function substanceSuffices(pair: Pair, similarity: number): boolean {
  return similarity >= similarityNeeded(pair);
}

function similarityNeeded({ question, candidate }: Pair): number {
  const needed = isFactual(question) && isFactual(candidate) ? FACTUAL : OF_A_SITUATION;
  const named = Math.min(substanceOf(question), substanceOf(candidate), needed.length - 1);
  return needed[named] ?? 1;
}

/** Names and numbers narrow a question as two words do. */
function substanceOf({ tokens }: Reading): number {
  return tokens.reduce((sum, { kind }) => {
    if (kind === 'content') return sum + 1;
    return kind === 'name' || kind === 'number' ? sum + 2 : sum;
  }, 0);
}
