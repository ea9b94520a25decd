import { type Worker } from 'node:worker_threads';
import { type Command, type Report } from './minilm.messages';

type Waiter = { readonly reject: (error: Error) => void } & (
  | { readonly kind: 'vectors'; readonly resolve: (vectors: readonly Float32Array[]) => void }
  | { readonly kind: 'counts'; readonly resolve: (counts: readonly number[]) => void }
);

/**
 * One life of the model's worker thread, from its start to its end.
 *
 * States:
 * - loading: from the start. Questions are kept by the worker until it is ready. `ready` or the end ends the state.
 * - ready: the model's files are checked and loaded. The worker answers in order.
 * - ended: it crashed, or was asked to close. Open and further questions reject with the first reason.
 */
export class MiniLmThread {
  /** The model's id, once its files are checked and loaded. Rejects with the reason when the thread ends before. */
  readonly ready: Promise<string>;
  /** Resolves with the reason when the thread has crashed or ended. */
  readonly ended: Promise<Error>;
  readonly #worker: Worker;
  readonly #waiters = new Map<number, Waiter>();
  #lastId = 0;
  #end: Error | null = null;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.ended = new Promise((resolve) => {
      worker.once('error', (error: unknown) => {
        this.#onEnd(asError(error), resolve);
      });
      worker.once('exit', (code) => {
        this.#onEnd(new Error(`The worker thread ended with code ${code}.`), resolve);
      });
    });
    this.ready = new Promise((resolve, reject) => {
      worker.on('message', (report: Report) => {
        if (report.kind === 'ready') resolve(report.modelId);
        else this.#settle(report);
      });
      void this.ended.then(reject);
    });
  }

  /** @throws {Error} when the thread ends before it answers, or reports a failure */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
    return new Promise((resolve, reject) => {
      this.#ask('embed', texts, { kind: 'vectors', resolve, reject });
    });
  }

  /** @throws {Error} when the thread ends before it answers, or reports a failure */
  count(texts: readonly string[]): Promise<readonly number[]> {
    return new Promise((resolve, reject) => {
      this.#ask('count', texts, { kind: 'counts', resolve, reject });
    });
  }

  /**
   * Resolves when the thread is gone, after it answered what it was asked before. It is asked to go and never
   * terminated. `terminate()` while ONNX Runtime (1.30.0) runs a batch aborts the whole process.
   */
  async close(): Promise<void> {
    this.#post({ kind: 'close' });
    await this.ended;
  }

  #ask(kind: 'embed' | 'count', texts: readonly string[], waiter: Waiter): void {
    if (this.#end) {
      waiter.reject(this.#end);
      return;
    }
    const id = (this.#lastId += 1);
    this.#waiters.set(id, waiter);
    this.#post({ kind, id, texts });
  }

  #post(command: Command): void {
    this.#worker.postMessage(command);
  }

  #settle(report: Exclude<Report, { kind: 'ready' }>): void {
    const waiter = this.#waiters.get(report.id);
    this.#waiters.delete(report.id);
    if (report.kind === 'failed') waiter?.reject(new Error(report.reason));
    else if (report.kind === 'vectors' && waiter?.kind === 'vectors') waiter.resolve(report.vectors);
    else if (report.kind === 'counts' && waiter?.kind === 'counts') waiter.resolve(report.counts);
    else waiter?.reject(new Error(`The worker thread answered ${report.kind} to another question.`));
  }

  /** Keeps the first reason: a crash is followed by the exit that it caused. */
  #onEnd(reason: Error, resolveEnded: (reason: Error) => void): void {
    if (this.#end) return;
    this.#end = reason;
    // The owner is told first. Otherwise a rejected caller could find it still holding a dead thread.
    resolveEnded(reason);
    for (const waiter of this.#waiters.values()) waiter.reject(reason);
    this.#waiters.clear();
  }
}

/** An error that crosses threads keeps its message but is no `Error` of this thread. */
function asError(crash: unknown): Error {
  const hasMessage = typeof crash === 'object' && crash !== null && 'message' in crash;
  return new Error(hasMessage ? String(crash.message) : 'The worker thread crashed.', { cause: crash });
}
