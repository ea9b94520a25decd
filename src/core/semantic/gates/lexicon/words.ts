/** @returns the words of a list that is written as text */
export function listed(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}

/** @returns the lines of a list that is written as text, each as its words */
export function lines(text: string): string[][] {
  return text
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/));
}
