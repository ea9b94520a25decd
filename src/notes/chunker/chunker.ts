import { SPECIAL_TOKENS } from '../../core';
import { createHash } from 'node:crypto';
import { Layout, type Span } from './layout';
import { lead, leadTexts } from './lead';
import { withoutData } from './not-language/without-data';
import { readSections } from './sections';
import { type CountTokens, TokenCounts } from './token-counts';

/** Part of every profile that depends on how notes are cut. Raise it with any change of what `chunkNote` returns. */
export const CHUNKER_VERSION = 2;

/** The unit of retrieval: a piece of a note that an embedding model reads whole. */
export interface Chunk {
  /** Place in the note, from 0. */
  readonly ordinal: number;
  /** Headings above the chunk, outermost first, without markup. */
  readonly section: readonly string[];
  /** The piece of the body as it was written, with markers for data. A split fence or table repeats its first lines. Empty only in an empty note. */
  readonly content: string;
  /** The text that is embedded: title, headings and content. Long titles and headings are shortened here only. */
  readonly embedText: string;
  /** SHA-256, base64url, of title, section and content, each preceded by its length. Equal pieces of a note share it. */
  readonly hash: string;
}

export interface Note {
  readonly title: string;
  /** Markdown (CommonMark and GitHub's tables). Any string is valid. */
  readonly body: string;
}

/** A note, and the embedding model that its chunks must fit. */
export interface ChunkNoteOptions extends Note {
  /**
   * Tokens of each text, without special tokens, as the embedding model counts. It may err upwards. A text cut at
   * white space must not take more tokens than its two pieces together.
   */
  readonly countTokens: CountTokens;
  /** The model's longest input in tokens, with special ones. At least 32. */
  readonly maxTokens: number;
  /** Tokens that two pieces of one split paragraph share at most. 32 by default. */
  readonly overlapTokens?: number;
}

const MIN_MAX_TOKENS = 32;
const OVERLAP_TOKENS = 32;

/**
 * Cuts a note along its Markdown. No chunk's `embedText` takes more than `maxTokens`. Everything that is not blank is
 * in some chunk, in order, with a marker for what is no language (see `withoutData`). An edit changes few chunks (see
 * `pack`).
 *
 * `countTokens` is called once. It is called again for each finer cut (sentences, words, parts of a word) that a text
 * too long for a chunk needs.
 * @throws {RangeError} when `maxTokens` is below 32
 * @throws {Error} when `countTokens` answers for another number of texts
 */
export async function chunkNote(options: ChunkNoteOptions): Promise<Chunk[]> {
  const { maxTokens, overlapTokens = OVERLAP_TOKENS } = options;
  if (!(maxTokens >= MIN_MAX_TOKENS)) {
    throw new RangeError(`maxTokens is ${maxTokens}; chunks need at least ${MIN_MAX_TOKENS} tokens.`);
  }
  const title = withoutData(options.title);
  const body = withoutData(options.body);
  const counts = new TokenCounts(options.countTokens);
  const sections = readSections(body);
  const layout = new Layout(body, { counts, overlapTokens });
  const roots = sections.map(({ part }) => part);
  await counts.learn([
    ...leadTexts(
      title,
      sections.flatMap(({ path }) => path),
    ),
    ...layout.texts(roots),
  ]);
  const room = maxTokens - SPECIAL_TOKENS;
  const leads = sections.map(({ path }) => lead(title, path, { room: Math.floor(room / 2), counts }));
  const spans = await layout.spans(
    roots.map((part, at) => ({ part, limit: room - (leads[at]?.tokens ?? 0) })),
  );
  const drafts = sections.flatMap(({ path }, at) =>
    (spans[at] ?? []).map((span) => ({
      section: path,
      lines: leads[at]?.lines ?? [],
      content: contentOf(span, body),
    })),
  );
  const filled = drafts.filter(({ content }) => content !== '');
  const empty: Draft = { section: [], lines: lead(title, [], { room, counts }).lines, content: '' };
  return (filled.length > 0 ? filled : [empty]).map((draft, ordinal) => toChunk(draft, { ordinal, title }));
}

interface Draft {
  readonly section: readonly string[];
  /** Title and headings as they are embedded. */
  readonly lines: readonly string[];
  readonly content: string;
}

function toChunk(
  { section, lines, content }: Draft,
  { ordinal, title }: { ordinal: number; title: string },
): Chunk {
  const embedText = [...lines, ...(content === '' ? [] : [content])].join('\n');
  return { ordinal, section, content, embedText, hash: hashOf([title, ...section, content]) };
}

/** Blank when the span is. */
function contentOf({ start, end, frame }: Span, body: string): string {
  const text = body
    .slice(start, end)
    .replace(/^(?:[ \t]*[\r\n])+/, '')
    .trimEnd();
  if (!frame || text === '') return text;
  const before = start > frame.start && start < frame.end ? frame.before : '';
  return `${before}${text}${end < frame.end ? frame.after : ''}`;
}

function hashOf(parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest('base64url');
}
