import { LRUCache } from 'lru-cache';
import type { ArrivalSnapshot } from './stamps';

/** A snapshot that was read before, and how long ago its read was sent. */
export interface KnownSnapshot {
  readonly snapshot: ArrivalSnapshot;
  readonly ageMs: number;
}

/**
 * Bound on the sets of corpora remembered, in characters of their ids and stamps: some 10,000 sets of two corpora, 15 of 5,000.
 */
const MAX_CHARS = 4 * 1024 * 1024;

interface Dated {
  /** Monotonic milliseconds; what was committed later may be missing. */
  readonly sentAt: number;
  readonly snapshot: ArrivalSnapshot;
}

/**
 * Snapshots that an operator allows to be reused: always (`FRESHNESS_MAX_AGE_MS`), or while none can be read
 * (`STALE_IF_ERROR_S`). Each is reused for the very list of corpora that it was read for. Its age counts from when its read
 * was sent, since that may have missed every later commit.
 */
export class RecentSnapshots {
  private readonly byCorpora = new LRUCache<string, Dated>({
    maxSize: MAX_CHARS,
    sizeCalculation: ({ snapshot }, corpora) => corpora.length + snapshot.read.stamps.length,
  });
  private forgottenAt = -Infinity;

  constructor(
    private readonly maxAgeMs: number,
    private readonly now: () => number,
  ) {}

  get(corpora: readonly string[]): KnownSnapshot | undefined {
    if (this.maxAgeMs <= 0) return undefined;
    const dated = this.byCorpora.get(JSON.stringify(corpora));
    if (!dated) return undefined;
    const ageMs = this.now() - dated.sentAt;
    return ageMs < this.maxAgeMs ? { snapshot: dated.snapshot, ageMs } : undefined;
  }

  keep(corpora: readonly string[], dated: Dated): void {
    if (this.maxAgeMs > 0 && dated.sentAt >= this.forgottenAt)
      this.byCorpora.set(JSON.stringify(corpora), dated);
  }

  /** Reuses nothing that was read before now, and nothing whose read is under way. */
  forget(): void {
    if (this.maxAgeMs <= 0) return;
    this.forgottenAt = this.now();
    this.byCorpora.clear();
  }
}
