import { citationMarks } from '../citations/citation-marks';

/** The numbers of the passages that an answer cites, each once, in order. Numbers that stand for no passage are none. */
export function citedNumbers(text: string, passages: number): number[] {
  const numbers = citationMarks(text).flatMap((mark) => mark.numbers);
  return [...new Set(numbers)].filter((number) => number <= passages).sort((a, b) => a - b);
}

/**
 * An answer whose citations number the passages of other evidence.
 * @param before fingerprints of the evidence that the answer was drawn from, in its order
 * @param now fingerprints of the evidence that it is told with
 * @returns the same text where each number stays; null where a cited passage is not among those of now, or a number that stood for no
 *   passage would stand for one
 */
export function renumbered(text: string, before: readonly string[], now: readonly string[]): string | null {
  const marks = citationMarks(text);
  if (marks.every(({ numbers }) => numbers.every((number) => before[number - 1] === now[number - 1])))
    return text;
  let told = '';
  let end = 0;
  for (const mark of marks) {
    const numbers = mark.numbers.map(
      (number) =>
        numberOf(before[number - 1], now) ?? (number > Math.max(before.length, now.length) ? number : null),
    );
    if (numbers.includes(null)) return null;
    told += `${text.slice(end, mark.start)}[${numbers.join(', ')}]`;
    end = mark.end;
  }
  return told + text.slice(end);
}

function numberOf(passage: string | undefined, now: readonly string[]): number | null {
  if (passage === undefined) return null;
  const at = now.indexOf(passage);
  return at < 0 ? null : at + 1;
}
