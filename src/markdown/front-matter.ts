/** How far away the closing line may be. A note that merely begins with a thematic break must not be searched whole. */
const MAX_LINES = 200;
const LINE_END = /\r\n?|\n/g;

/**
 * `---`, lines, and `---` or `...`, at the very beginning, as Jekyll and Obsidian write it. Markdown has no such
 * block.
 * @returns the offset behind the note's front matter; 0 when it has none
 */
export function frontMatterEnd(body: string): number {
  if (!/^---[ \t]*[\r\n]/.test(body)) return 0;
  let start = 0;
  let line = 0;
  for (const end of body.matchAll(LINE_END)) {
    const closes = line > 0 && /^(?:---|\.\.\.)[ \t]*$/.test(body.slice(start, end.index));
    start = end.index + end[0].length;
    if (closes) return start;
    if (++line > MAX_LINES) return 0;
  }
  return /^(?:---|\.\.\.)[ \t]*$/.test(body.slice(start)) ? body.length : 0;
}
