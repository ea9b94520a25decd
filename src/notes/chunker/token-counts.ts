/** Tokens of each text, in order. See `ChunkNoteOptions.countTokens`. */
export type CountTokens = (texts: readonly string[]) => Promise<readonly number[]>;

/**
 * A token counts for at most 16 characters. A tokenizer may take a word of any length for one unknown token, and
 * nobody wants 100,000 characters of base64 as one passage.
 */
const CHARS_PER_TOKEN = 16;

/** Remembers the tokens of texts. So they are counted in few calls, each text once. */
export class TokenCounts {
  private readonly counts = new Map<string, number>();

  constructor(private readonly countTokens: CountTokens) {}

  /** @throws {Error} when the tokenizer answers for another number of texts */
  async learn(texts: Iterable<string>): Promise<void> {
    const unknown = [...new Set(texts)].filter((text) => !this.counts.has(text));
    if (unknown.length === 0) return;
    const counts = await this.countTokens(unknown);
    if (counts.length !== unknown.length) {
      throw new Error(
        `countTokens() gave ${counts.length} counts for ${unknown.length} texts; it must give one for each.`,
      );
    }
    unknown.forEach((text, at) => this.counts.set(text, counts[at] ?? 0));
  }

  /**
   * Tokens of a learnt text.
   * @throws {Error} when the text was not learnt
   */
  of(text: string): number {
    const tokens = this.counts.get(text);
    if (tokens === undefined) throw new Error('A text was weighed before it was counted.');
    return Math.max(tokens, Math.ceil(text.trimEnd().length / CHARS_PER_TOKEN));
  }
}
