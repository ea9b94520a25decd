import type { Sql } from '../ports/sql';

/** A read of two corpora took as long with 128 marks each as with one; 1,000 doubled it, 10,000 took 6 ms (PostgreSQL 15). */
export const CROWDED_MARKS = 64;

/** Corpora that may wait. One that finds no place is offered again by the next read that meets it. */
const MAX_QUEUED = 1_000;

/** Every read offers a crowded corpus again, so after a failure offers are turned away for this long. */
const PAUSE_MS = 5_000;

/** Compaction began to fail, or works again. */
export type CompactorChange =
  { readonly state: 'failing'; readonly cause: unknown } | { readonly state: 'working' };

export interface CompactorOptions {
  /** Replaces the marks of one corpus by their XOR. */
  readonly compact: (corpus: string) => Promise<void>;
  /** Finds corpora with more than {@link CROWDED_MARKS} marks, the fullest first. */
  readonly crowded: () => Promise<readonly string[]>;
  /** Told of each change once; must not throw. */
  readonly onChange?: (change: CompactorChange) => void;
  /** Monotonic milliseconds. Default `performance.now`. */
  readonly now?: () => number;
}

/**
 * Keeps stamps cheap to read: compacts crowded corpora off the request path, one at a time, each once however often offered.
 *
 * States. `working`: at the start, and from a compaction that succeeded; a failure ends it. Offers wait in the queue and are
 * worked off. `failing`: from a failure on, which empties the queue and is told once; a compaction that succeeds ends it. Each
 * failure turns offers away for {@link PAUSE_MS}; the offers after that try again. Closed: from `close` on, nothing is taken.
 */
export class Compactor {
  private readonly queued = new Set<string>();
  private readonly onChange: (change: CompactorChange) => void;
  private readonly now: () => number;
  private running: Promise<void> | undefined;
  private sweeping: Promise<void> | undefined;
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

  /** Begins to compact whatever is crowded already: reads offer only what somebody reads. Never throws. */
  sweep(): void {
    this.sweeping ??= this.offerCrowded().finally(() => {
      this.sweeping = undefined;
    });
  }

  /** Waits for the compaction under way and drops the others. */
  async close(): Promise<void> {
    this.closed = true;
    this.queued.clear();
    await this.sweeping;
    await this.running;
  }

  private async offerCrowded(): Promise<void> {
    try {
      for (const corpus of await this.options.crowded()) this.offer(corpus);
    } catch (cause) {
      this.fail(cause);
    }
  }

  /** A corpus leaves the queue when its compaction ends: offers during it are answered by it. */
  private async work(): Promise<void> {
    for (const corpus of this.queued) {
      try {
        await this.options.compact(corpus);
        this.change({ state: 'working' });
      } catch (cause) {
        this.fail(cause);
      }
      this.queued.delete(corpus);
    }
    this.running = undefined;
  }

  private fail(cause: unknown): void {
    this.failed += 1;
    this.pausedUntil = this.now() + PAUSE_MS;
    this.queued.clear();
    this.change({ state: 'failing', cause });
  }

  private change(change: CompactorChange): void {
    if (change.state === this.state) return;
    this.state = change.state;
    this.onChange(change);
  }
}

/** One pass over an index: .3–.5 s for a million marks of 20,000 corpora (PostgreSQL 17, busy machine). */
export function crowdedIn(sql: Sql): CompactorOptions['crowded'] {
  return async () => {
    const { rows } = await sql.query<{ corpus: string }>({
      text: `SELECT corpus FROM trivet.marks GROUP BY corpus HAVING count(*) > ${CROWDED_MARKS}
             ORDER BY count(*) DESC LIMIT ${MAX_QUEUED}`,
    });
    return rows.map(({ corpus }) => corpus);
  };
}

/** Compaction needs READ COMMITTED, so `sql` must not have another default. */
export function compactWith(sql: Sql): CompactorOptions['compact'] {
  return async (corpus) => {
    await sql.query({ text: 'SELECT trivet.compact($1)', values: [corpus] });
  };
}
