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

/** @returns for each phrase of a list `phrase = words` the words that stand for it */
export function meanings(text: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    text
      .trim()
      .split('\n')
      .map((line) => {
        const [said = '', meant = ''] = line.split('=').map((side) => side.trim());
        return [said, meant === '' ? [] : meant.split(' ')];
      }),
  );
}
