import type { Sql } from '../sql';

/** Corpora that may wait; one that finds no place is offered again by the next read that meets it. */
const MAX_QUEUED = 1_000;

/** Every read offers a crowded corpus again, so after a failure offers are turned away for this long. */
const PAUSE_MS = 5_000;

/** Compaction began to fail, or works again. */
export type CompactorChange =
  { readonly state: 'failing'; readonly cause: unknown } | { readonly state: 'working' };

export interface CompactorOptions {
  /** Replaces the marks of one corpus by their XOR. */
  readonly compact: (corpus: string) => Promise<void>;
  /** Told of each change once; must not throw. */
  readonly onChange?: (change: CompactorChange) => void;
  /** Monotonic milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/** Keeps stamps cheap to read: compacts crowded corpora off the request path, one at a time, each once however often offered. */
export class Compactor {
  private readonly queued = new Set<string>();
  private readonly onChange: (change: CompactorChange) => void;
  private readonly now: () => number;
  private running: Promise<void> | undefined;
  private state: CompactorChange['state'] = 'working';
  private pausedUntil = -Infinity;
  private failed = 0;
  private closed = false;

  constructor(private readonly options: CompactorOptions) {
    this.onChange = options.onChange ?? (() => undefined);
    this.now = options.now ?? (() => performance.now());
  }

  /** Compactions that failed since the start. A failure costs time on later reads, never correctness. */
  get failures(): number {
    return this.failed;
  }

  /** Suits `onCrowded` of the stamp reader. */
  readonly offer = (corpus: string): void => {
    if (this.closed || this.queued.size >= MAX_QUEUED || this.now() < this.pausedUntil) return;
    this.queued.add(corpus);
    this.running ??= this.work();
  };

  /** Waits for the compaction under way and drops the others. */
  async close(): Promise<void> {
    this.closed = true;
    this.queued.clear();
    await this.running;
  }

  /** A corpus leaves the queue when its compaction ends: offers during it are answered by it. */
  private async work(): Promise<void> {
    for (const corpus of this.queued) {
      try {
        await this.options.compact(corpus);
        this.change({ state: 'working' });
      } catch (cause) {
        this.failed += 1;
        this.pausedUntil = this.now() + PAUSE_MS;
        this.queued.clear();
        this.change({ state: 'failing', cause });
      }
      this.queued.delete(corpus);
    }
    this.running = undefined;
  }

  private change(change: CompactorChange): void {
    if (change.state === this.state) return;
    this.state = change.state;
    this.onChange(change);
  }
}

/** Compaction needs READ COMMITTED, so `sql` must not have another default. */
export function compactWith(sql: Sql): CompactorOptions['compact'] {
  return async (corpus) => {
    await sql.query({ text: 'SELECT trivet.compact($1)', values: [corpus] });
  };
}
