import { ModelUnavailableError } from '../../core';
import { type BatchLimits, type Item, Lane } from './lane';

export interface BatchQueueOptions<Result> {
  /** Works off one batch and gives one result per text, in order. The queue never calls it while an earlier call runs. */
  readonly run: (texts: readonly string[]) => Promise<readonly Result[]>;
  readonly limits: BatchLimits;
  /** A lane that holds this many texts takes no further request. */
  readonly maxWaitingTexts: number;
}

/** After this many batches of questions in a row a waiting import gets one. Otherwise a steady stream would starve it. */
const QUESTIONS_PER_BULK_BATCH = 8;

/**
 * Cuts requests into batches for a model that does one thing at a time.
 *
 * There are two lanes. A request of one text is a question for which an asker waits. It overtakes requests of many
 * texts (imports) at the next batch. Requests of one lane share batches. A request's shortest texts go first, so that
 * little is padded.
 *
 * The bound counts the texts that wait, not those that come. Otherwise a request larger than the bound could never be
 * served. So a lane holds at most the bound and one request. Each lane has a bound of its own, so that a full import
 * queue refuses no question.
 *
 * States of the queue:
 * - idle: at first, and when both lanes are empty. The next request starts the work.
 * - running: one batch is with the model. Requests that come meanwhile wait in their lanes. When the batch settles,
 *   the next one is taken. The state ends when no text waits.
 *
 * States of a request:
 * - refused: the lane was full when it came, or its signal had fired.
 * - waiting: some of its texts have no result. Its signal or a failed batch ends it, and drops the texts that wait.
 * - answered: each of its texts has a result.
 */
export class BatchQueue<Result> {
  readonly #options: BatchQueueOptions<Result>;
  readonly #questions = new Lane<Result>();
  readonly #bulk = new Lane<Result>();
  #questionsInARow = 0;
  #running: Promise<void> | null = null;

  constructor(options: BatchQueueOptions<Result>) {
    this.#options = options;
  }

  /**
   * @returns one result per text, in the order of `texts`
   * @throws {ModelUnavailableError} when too many texts wait
   * @throws the reason of `signal` when it fires first, also while the batch runs
   * @throws whatever `run` throws
   */
  submit(texts: readonly string[], signal?: AbortSignal): Promise<Result[]> {
    if (signal?.aborted) return Promise.reject(asError(signal.reason));
    if (texts.length === 0) return Promise.resolve([]);
    const lane = texts.length === 1 ? this.#questions : this.#bulk;
    const { waiting } = lane;
    if (waiting >= this.#options.maxWaitingTexts) {
      return Promise.reject(
        new ModelUnavailableError('embedding', { cause: new Error(`${waiting} texts wait already.`) }),
      );
    }
    return this.#enqueue(lane, texts, signal);
  }

  async #enqueue(lane: Lane<Result>, texts: readonly string[], signal?: AbortSignal): Promise<Result[]> {
    const settled = new AbortController();
    try {
      return await new Promise<Result[]>((resolve, reject) => {
        const job = {
          texts,
          waiting: shortestLast(texts),
          results: [],
          missing: texts.length,
          resolve,
          reject,
        };
        const abort = (): void => {
          lane.drop(job);
          reject(asError(signal?.reason));
        };
        signal?.addEventListener('abort', abort, { signal: settled.signal });
        lane.push(job);
        this.#running ??= this.#work();
      });
    } finally {
      settled.abort();
    }
  }

  /** Never rejects: a failure goes to the requests of its batch. */
  async #work(): Promise<void> {
    // Requests of the same turn share the first batch.
    await Promise.resolve();
    for (let batch = this.#next(); batch.length > 0; batch = this.#next()) await this.#runBatch(batch);
    this.#running = null;
  }

  #next(): Item<Result>[] {
    const bulkIsDue = this.#questionsInARow >= QUESTIONS_PER_BULK_BATCH && !this.#bulk.isEmpty;
    if (bulkIsDue || this.#questions.isEmpty) {
      this.#questionsInARow = 0;
      return this.#bulk.take(this.#options.limits);
    }
    this.#questionsInARow += 1;
    return this.#questions.take(this.#options.limits);
  }

  async #runBatch(batch: readonly Item<Result>[]): Promise<void> {
    try {
      const results = await this.#options.run(batch.map((item) => item.text));
      if (results.length !== batch.length)
        throw new Error(`${results.length} results for ${batch.length} texts.`);
      results.forEach((result, row) => {
        settle(batch[row], result);
      });
    } catch (error) {
      for (const { job } of batch) {
        // A question is not dropped: its only text is in this batch.
        this.#bulk.drop(job);
        job.reject(error);
      }
    }
  }
}

function shortestLast(texts: readonly string[]): number[] {
  const length = (index: number): number => texts[index]?.length ?? 0;
  return Array.from(texts.keys()).sort((a, b) => length(b) - length(a));
}

function settle<Result>(item: Item<Result> | undefined, result: Result): void {
  if (!item) return;
  const { job, index } = item;
  job.results[index] = result;
  job.missing -= 1;
  if (job.missing === 0) job.resolve(job.results);
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('Aborted.', { cause: reason });
}
