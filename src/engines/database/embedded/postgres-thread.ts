import { Worker } from 'node:worker_threads';
import type { WorkerReport, WorkerTask } from './postgres.worker';

/** A scan of 10,000 vectors takes 10 ms. An engine that has not ended after this hangs, and its commits are safe anyway; ms. */
const CLOSE_TIMEOUT_MS = 5_000;

/** The embedded engine did not start, or broke. */
export class EmbeddedPostgresError extends Error {
  constructor(reason: string) {
    super(`The embedded database stopped (${reason}). Restart Trivet: acknowledged writes are kept.`);
    this.name = 'EmbeddedPostgresError';
  }
}

export type BrokenListener = (error: EmbeddedPostgresError) => void;

interface Running {
  readonly worker: Worker;
  /** Why the thread ended; null when it closed in good order. */
  readonly ended: Promise<string | null>;
  readonly port: number | null;
}

const NO_REASON = 'no reason given';

/**
 * The worker thread.
 *
 * States:
 * - starting: until it tells that it serves. An error ends it; the start fails then.
 * - serving: until `close`, or until the thread ends by itself.
 * - closed: after `close`, when the thread has ended.
 * - broken: when the thread ended without having been asked to. `onBroken` is told once, and nothing answers any more.
 */
export class PostgresThread {
  private state: 'serving' | 'closing' | 'ended' = 'serving';

  private constructor(
    private readonly running: Running,
    onBroken: BrokenListener,
  ) {
    void running.ended.then((reason) => {
      if (this.state === 'serving') onBroken(new EmbeddedPostgresError(reason ?? NO_REASON));
      this.state = 'ended';
    });
  }

  /** The TCP port, or null on a unix socket. */
  get port(): number | null {
    return this.running.port;
  }

  /**
   * @param onBroken told once if the thread ends, after it served, without having been asked to
   * @throws {EmbeddedPostgresError} when the engine ends before it serves
   */
  static async start(task: WorkerTask, onBroken: BrokenListener): Promise<PostgresThread> {
    const worker = new Worker(require.resolve('./postgres.worker'), { workerData: task });
    const ended = endOf(worker);
    const start = await Promise.race([readiness(worker), ended]);
    if (start === null || typeof start === 'string') throw new EmbeddedPostgresError(start ?? NO_REASON);
    return new PostgresThread({ worker, ended, port: start.port }, onBroken);
  }

  /** @throws {EmbeddedPostgresError} when the engine broke while closing, not when it was broken before */
  async close(): Promise<void> {
    if (this.state !== 'serving') return;
    this.state = 'closing';
    this.running.worker.postMessage('close');
    const timer = setTimeout(() => void this.running.worker.terminate(), CLOSE_TIMEOUT_MS);
    const reason = await this.running.ended;
    clearTimeout(timer);
    if (reason !== null) throw new EmbeddedPostgresError(reason);
  }
}

function readiness(worker: Worker): Promise<{ readonly port: number | null }> {
  return new Promise((resolve) => {
    worker.on('message', (report: WorkerReport) => {
      if (report.type === 'ready') resolve({ port: report.port });
    });
  });
}

function endOf(worker: Worker): Promise<string | null> {
  let reason: string | null = null;
  worker.on('error', (error) => {
    reason = error instanceof Error ? error.message : String(error);
  });
  worker.on('message', (report: WorkerReport) => {
    if (report.type === 'failed') reason = report.message;
  });
  return new Promise((resolve) => {
    worker.once('exit', (code) => {
      resolve(reason ?? (code === 0 ? null : `exit code ${code}`));
    });
  });
}
