import { Worker } from 'node:worker_threads';
import { EmbeddingModel } from '../../ports';
import { BatchQueue } from './batch-queue';
import { MINILM_DIMENSIONS, MINILM_MAX_TOKENS } from './minilm.shape';
import { type WorkerInput } from './minilm.messages';
import { MiniLmSupervisor, type ModelState } from './minilm.supervisor';

export interface MiniLmOptions {
  /** Folder of the model's files, with `SHA256SUMS`. */
  readonly folder: string;
  /** Told when the worker thread crashed and when its successor is ready; the place for one log line. */
  readonly onStateChange: (change: ModelState) => void;
}

/**
 * From 32 tokens a text on, a batch is no faster per text than one alone (13 ms at 64 tokens, batches of 1, 2 and 8;
 * 3.6 and 2.8 ms at 16 tokens, batches of 1 and 8), but a question waits for all of it. So a batch is eight questions
 * or one paragraph.
 */
const LIMITS = { texts: 8, paddedCharacters: 512 };

/** Some ten seconds of work for one core. */
const MAX_WAITING_TEXTS = 2_048;

const RELEVANCE_FLOOR = 0.15;

/**
 * all-MiniLM-L6-v2 (Apache-2.0), int8, through ONNX Runtime in a thread of its own: a run blocks its thread. A text has
 * the same bits alone and in any batch on one kind of CPU; between kinds cosine > .997, so vectors may be shared.
 *
 * Await {@link close} before the process exits: leaving while the model runs aborts with a core dump.
 */
export class MiniLmEmbedding extends EmbeddingModel {
  readonly dimensions = MINILM_DIMENSIONS;
  readonly maxTokens = MINILM_MAX_TOKENS;
  readonly relevanceFloor = RELEVANCE_FLOOR;
  readonly #supervisor: MiniLmSupervisor;
  readonly #vectors: BatchQueue<Float32Array>;
  readonly #counts: BatchQueue<number>;

  private constructor(
    readonly modelId: string,
    supervisor: MiniLmSupervisor,
  ) {
    super();
    const common = { limits: LIMITS, maxWaitingTexts: MAX_WAITING_TEXTS };
    this.#supervisor = supervisor;
    this.#vectors = new BatchQueue({ ...common, run: (texts) => supervisor.use((thread) => thread.embed(texts)) });
    this.#counts = new BatchQueue({ ...common, run: (texts) => supervisor.use((thread) => thread.count(texts)) });
  }

  /**
   * Checks and loads the files, which takes about 0.4 s.
   * @throws {Error} that names the file that is missing or damaged, and the remedy
   */
  static async start({ folder, onStateChange }: MiniLmOptions): Promise<MiniLmEmbedding> {
    const workerData: WorkerInput = { folder };
    const spawn = (): Worker => new Worker(require.resolve('./minilm.worker'), { workerData });
    const supervisor = new MiniLmSupervisor({ spawn, onStateChange, now: () => performance.now() });
    return new MiniLmEmbedding(await supervisor.start(), supervisor);
  }

  /** A single text overtakes requests of several. An aborted request that waits is dropped. */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    return this.#vectors.submit(texts, signal);
  }

  /** Exact. */
  countTokens(texts: readonly string[]): Promise<number[]> {
    return this.#counts.submit(texts);
  }

  /** Ends the thread after the batch that it works on; whatever waits is rejected. */
  close(): Promise<void> {
    return this.#supervisor.close();
  }
}
