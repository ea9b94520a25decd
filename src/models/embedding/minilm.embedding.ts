import { Worker } from 'node:worker_threads';
import { EmbeddingModel, ModelUnavailableError, withDeadline } from '../../core';
import { BatchQueue } from './batch-queue';
import { MINILM_DIMENSIONS, MINILM_MAX_TOKENS } from './minilm.shape';
import { type WorkerInput } from './minilm.messages';
import { MiniLmSupervisor, type ModelState } from './minilm.supervisor';

export interface MiniLmOptions {
  /** Folder of the model's files, with `SHA256SUMS`. */
  readonly folder: string;
  /** After this a batch counts as failed. One takes some 50 ms. */
  readonly timeoutMs: number;
  /** Told when the worker thread crashed, and when its successor is ready. It is the place for one log line. */
  readonly onStateChange: (change: ModelState) => void;
}

/**
 * A batch is eight questions or one paragraph. Batches pay for short texts only: at 16 tokens a text takes 3.6 ms
 * alone and 2.8 ms among eight. At 64 tokens it takes 13 ms either way (busy machine, 2026-11-21). A question waits
 * for all of its batch.
 */
const LIMITS = { texts: 8, paddedCharacters: 512 };

/** Work for one core: some 5 s of questions, or a minute and a half of paragraphs. */
const MAX_WAITING_TEXTS = 2_048;

/**
 * Of XQuAD's questions, 0.34 % lie below it with their own paragraph (0.42 % with titled paragraphs). With paragraphs
 * of other articles 92.5 % do. A floor of .175 would lose 0.59 %.
 *
 * It thins evidence out. It does not tell whether there is any: for 99 % of the questions the best of all 235
 * paragraphs of other articles lies above it.
 *
 * Measured 2026-11-21: node -r @swc-node/register bench/relevance-floor.ts <folder of xquad.en.json>
 */
const RELEVANCE_FLOOR = 0.15;

/**
 * all-MiniLM-L6-v2 (Apache-2.0), int8, through ONNX Runtime. It has a thread of its own, because a run blocks its
 * thread.
 *
 * On one kind of CPU a text has the same bits alone and in any batch. Between kinds the cosine is > .997, so vectors
 * may be shared.
 *
 * Await {@link close} before the process exits. A process that exits while the model runs aborts with a core dump.
 */
export class MiniLmEmbedding extends EmbeddingModel {
  readonly name = 'all-MiniLM-L6-v2';
  readonly dimensions = MINILM_DIMENSIONS;
  readonly maxTokens = MINILM_MAX_TOKENS;
  readonly relevanceFloor = RELEVANCE_FLOOR;
  readonly #supervisor: MiniLmSupervisor;
  readonly #vectors: BatchQueue<Float32Array>;
  readonly #counts: BatchQueue<number>;

  private constructor(
    readonly modelId: string,
    supervisor: MiniLmSupervisor,
    timeoutMs: number,
  ) {
    super();
    // A thread that hangs in native code cannot be ended: terminating it there aborts the process. So the request
    // fails after the time-out, and the thread may come back or not.
    const late = () =>
      new ModelUnavailableError('embedding', { cause: new Error(`No vectors after ${timeoutMs} ms.`) });
    const deadline = { ms: timeoutMs, late };
    const common = { limits: LIMITS, maxWaitingTexts: MAX_WAITING_TEXTS };
    this.#supervisor = supervisor;
    this.#vectors = new BatchQueue({
      ...common,
      run: (texts) =>
        withDeadline(
          supervisor.use((thread) => thread.embed(texts)),
          deadline,
        ),
    });
    this.#counts = new BatchQueue({
      ...common,
      run: (texts) =>
        withDeadline(
          supervisor.use((thread) => thread.count(texts)),
          deadline,
        ),
    });
  }

  /**
   * Checks and loads the files, which takes about 0.4 s.
   * @throws {Error} that names the file that is missing or damaged, and the remedy
   */
  static async start({ folder, timeoutMs, onStateChange }: MiniLmOptions): Promise<MiniLmEmbedding> {
    refuseTelemetry();
    const workerData: WorkerInput = { folder };
    const spawn = (): Worker => new Worker(require.resolve('./minilm.worker'), { workerData });
    const supervisor = new MiniLmSupervisor({ spawn, onStateChange, now: () => performance.now() });
    return new MiniLmEmbedding(await supervisor.start(), supervisor, timeoutMs);
  }

  /**
   * A single text overtakes requests of several. An aborted request that waits is dropped.
   * @throws {ModelUnavailableError} when too many texts wait, the batch fails, or its time-out passes
   * @throws the reason of `signal` when it fires
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    return this.#vectors.submit(texts, signal);
  }

  /** Exact. */
  countTokens(texts: readonly string[]): Promise<number[]> {
    return this.#counts.submit(texts);
  }

  /** Ends the thread after the batch that it works on. Requests that wait are rejected. */
  close(): Promise<void> {
    return this.#supervisor.close();
  }
}

/**
 * From 1.29 on ONNX Runtime tells Microsoft which process uses which model on what machine, on Linux and macOS too.
 * It keeps an id of the machine in the home folder (https://github.com/microsoft/onnxruntime/pull/27379). A program
 * that reads notes tells nobody. The library looks at the environment of the process when it is loaded, and only the
 * main thread can change that.
 */
function refuseTelemetry(): void {
  // eslint-disable-next-line no-restricted-properties -- no setting of ours: it is not read but said
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}
