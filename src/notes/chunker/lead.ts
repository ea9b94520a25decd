import { WORDS_CHARS, wordStarts } from './cut';
import type { TokenCounts } from './token-counts';

/** The lines that every chunk's embedded text begins with: the note's title and the headings above the chunk. */
export interface Lead {
  readonly lines: readonly string[];
  readonly tokens: number;
}

/** Nobody reads further into a title, and no model either. */
const LINE_MAX_CHARS = 1_000;

/** The texts whose tokens `lead` asks for. */
export function leadTexts(title: string, path: readonly string[]): string[] {
  return [title, ...path].flatMap((text) => [whole(text), ...pieces(text)]);
}

/**
 * Title and headings, whole where they fit into `room` tokens. Otherwise the title gets the tokens that the headings
 * leave, and at least half. Of the headings the innermost come first, because they say most about the text under
 * them.
 */
export function lead(
  title: string,
  path: readonly string[],
  { room, counts }: { room: number; counts: TokenCounts },
): Lead {
  // Many notes repeat their title as their only top heading. Said twice, it would outweigh the passage.
  const headings = path[0] === title ? path.slice(1) : path;
  const below = headings.reduce((sum, heading) => sum + counts.of(whole(heading)), 0);
  const top = shortened(title, { room: Math.max(room - below, Math.floor(room / 2)), counts });
  let rest = room - top.tokens;
  const inner: string[] = [];
  for (const heading of headings.toReversed()) {
    const line = shortened(heading, { room: rest, counts });
    inner.unshift(line.text);
    rest -= line.tokens;
    if (line.text !== oneLine(heading)) break;
  }
  return { lines: [top.text, ...inner].filter(Boolean), tokens: room - rest };
}

function shortened(
  text: string,
  { room, counts }: { room: number; counts: TokenCounts },
): { text: string; tokens: number } {
  const all = counts.of(whole(text));
  if (all <= room) return { text: whole(text).trimEnd(), tokens: all };
  const kept: string[] = [];
  let tokens = 0;
  for (const piece of pieces(text)) {
    const more = counts.of(piece);
    if (tokens + more > room) break;
    kept.push(piece.trim());
    tokens += more;
  }
  // Joined by a space also inside a long word. Glued together, its pieces might take more tokens than one by one.
  return { text: kept.join(' '), tokens };
}

function whole(text: string): string {
  return `${oneLine(text)}\n`;
}

function pieces(text: string): string[] {
  const line = oneLine(text).slice(0, LINE_MAX_CHARS);
  const starts = wordStarts(line);
  const groups = starts.map((start, at) => line.slice(start, starts[at + 1]));
  return groups.flatMap((group) => group.match(PIECE) ?? []).map((piece) => `${piece}\n`);
}

/** By code points, so that no pair of surrogates is torn. */
const PIECE = new RegExp(`.{1,${WORDS_CHARS}}`, 'gsu');

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
