import { citationName, type Citation } from './citation';

/**
 * How long an erasure stays in force. Whoever read a document before it was erased must have stored what came of it by then:
 * more than any model's answer may take.
 */
export const ERASED_FOR_MS = 15 * 60_000;

/** Documents remembered; beyond it the oldest are given up. Some 150 bytes each. */
const MAX_REMEMBERED = 10_000;

/** What a memory was told to forget, so that it does not take up again what somebody read before. */
export class ErasedLately {
  private readonly until = new Map<string, number>();

  note(citation: Citation): void {
    const now = performance.now();
    const name = citationName(citation);
    // Last again, so that the first is the oldest.
    this.until.delete(name);
    this.until.set(name, now + ERASED_FOR_MS);
    for (const [oldest, until] of this.until) {
      if (until > now && this.until.size <= MAX_REMEMBERED) return;
      this.until.delete(oldest);
    }
  }

  hasAnyOf(cites: readonly Citation[]): boolean {
    if (this.until.size === 0) return false;
    const now = performance.now();
    return cites.some((cite) => (this.until.get(citationName(cite)) ?? 0) > now);
  }
}
