/** One request's texts on their way through a queue. */
export interface Job<Result> {
  readonly texts: readonly string[];
  /** Indexes into `texts` that were not handed out yet. The next one is last. */
  readonly waiting: number[];
  /** By index into `texts`. */
  readonly results: Result[];
  /** Results still to come. */
  missing: number;
  readonly resolve: (results: Result[]) => void;
  readonly reject: (reason: unknown) => void;
}

/** One text of a job. */
export interface Item<Result> {
  readonly job: Job<Result>;
  readonly index: number;
  readonly text: string;
}

/** What one batch may hold. */
export interface BatchLimits {
  readonly texts: number;
  /** Characters after padding: number of texts × the longest of them. A longer text goes alone. */
  readonly paddedCharacters: number;
}

/** Jobs in order of arrival. A batch may take its texts from several of them. */
export class Lane<Result> {
  #jobs: Job<Result>[] = [];

  /** Texts not handed out yet. */
  get waiting(): number {
    return this.#jobs.reduce((sum, job) => sum + job.waiting.length, 0);
  }

  get isEmpty(): boolean {
    return this.#jobs.length === 0;
  }

  push(job: Job<Result>): void {
    this.#jobs.push(job);
  }

  /** Forgets the texts of a job that were not handed out. */
  drop(job: Job<Result>): void {
    this.#jobs = this.#jobs.filter((other) => other !== job);
  }

  /** Hands out the next batch. It is empty only when nothing waits. */
  take(limits: BatchLimits): Item<Result>[] {
    const batch: Item<Result>[] = [];
    let longest = 0;
    while (batch.length < limits.texts) {
      const item = this.#peek();
      if (!item) break;
      longest = Math.max(longest, item.text.length);
      if (batch.length > 0 && (batch.length + 1) * longest > limits.paddedCharacters) break;
      batch.push(item);
      this.#advance(item.job);
    }
    return batch;
  }

  #peek(): Item<Result> | null {
    const job = this.#jobs[0];
    const index = job?.waiting.at(-1);
    if (!job || index === undefined) return null;
    return { job, index, text: job.texts[index] ?? '' };
  }

  #advance(job: Job<Result>): void {
    job.waiting.pop();
    if (job.waiting.length === 0) this.#jobs.shift();
  }
}
