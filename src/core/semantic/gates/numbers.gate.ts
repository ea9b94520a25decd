import type { Pair } from './pair';
import type { Reading } from './reading';

/** Both questions hold the same numbers, times, dates, versions and amounts, each as often. */
export function numbersAgree({ question, candidate }: Pair): boolean {
  const [one, other] = [numbersOf(question), numbersOf(candidate)];
  return one.length === other.length && one.every((number, at) => number === other[at]);
}

function numbersOf({ tokens }: Reading): string[] {
  return tokens
    .filter(({ kind }) => kind === 'number')
    .map(({ lower }) => lower)
    .sort();
}
