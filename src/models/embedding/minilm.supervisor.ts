import { type Worker } from 'node:worker_threads';
import { ModelUnavailableError } from '../../core';
import { MiniLmThread } from './minilm.thread';

/** A thread crashed, or its successor is ready. Each is told once. */
export type ModelState = { readonly state: 'up' } | { readonly state: 'down'; readonly reason: Error };

export interface SupervisorOptions {
  /** Starts a fresh worker thread. */
  readonly spawn: () => Worker;
  readonly onStateChange: (change: ModelState) => void;
  /** Monotonic milliseconds. A clock that is set back must not keep the model down. */
  readonly now: () => number;
}

const FIRST_BACK_OFF_MS = 250;
const LONGEST_BACK_OFF_MS = 30_000;

/**
 * Keeps one thread of the model alive.
 *
 * States:
 * - up: a thread is ready, at first after `start`. Calls use it. A crash of the thread ends the state.
 * - resting: after a crash or a failed restart, for 250 ms at first. Each further crash without a successful call
 *   between doubles that, to 30 s. Calls fail at once. The state ends with its time.
 * - due: the rest is over. Nothing happens until the next call, which starts a thread.
 * - starting: a thread loads the model, which takes about 0.4 s. Calls wait for it. When it is ready, the state is
 *   up. When it crashes or has another model's id, the state is resting.
 * - closed: after `close`, for good. The thread ends once it has answered. Every further call fails.
 */
export class MiniLmSupervisor {
  readonly #options: SupervisorOptions;
  #thread: MiniLmThread | null = null;
  #starting: Promise<MiniLmThread> | null = null;
  #modelId: string | null = null;
  #crashes = 0;
  #retryAtMs = 0;
  #isClosed = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /**
   * Starts the first thread.
   * @returns the model's id
   * @throws {Error} that says what is wrong with the model's files
   */
  async start(): Promise<string> {
    const thread = this.#spawn();
    this.#modelId = await thread.ready;
    this.#adopt(thread);
    return this.#modelId;
  }

  /**
   * Lets `work` use the running thread.
   * @throws {ModelUnavailableError} when there is no thread, or it fails; with the time until another may be started
   */
  async use<Result>(work: (thread: MiniLmThread) => Promise<Result>): Promise<Result> {
    try {
      const result = await work(await this.#running());
      this.#crashes = 0;
      return result;
    } catch (cause) {
      const retryAfterMs = Math.max(0, this.#retryAtMs - this.#options.now());
      throw new ModelUnavailableError('embedding', { cause, retryAfterMs });
    }
  }

  /** Ends the thread once it has answered what it was asked. Afterwards every use fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const thread = this.#thread ?? (await this.#starting?.catch(() => null));
    await thread?.close();
  }

  async #running(): Promise<MiniLmThread> {
    if (this.#isClosed) throw new Error('The model is closed.');
    if (this.#thread) return this.#thread;
    this.#starting ??= this.#restart().finally(() => {
      this.#starting = null;
    });
    return this.#starting;
  }

  async #restart(): Promise<MiniLmThread> {
    if (this.#options.now() < this.#retryAtMs)
      throw new Error('The worker thread crashed and rests before a restart.');
    const thread = this.#spawn();
    try {
      await this.#assertSameModel(thread);
    } catch (error) {
      this.#backOff();
      throw error;
    }
    this.#adopt(thread);
    this.#options.onStateChange({ state: 'up' });
    return thread;
  }

  /** The first thread's id is in every key made so far. Vectors of two models must never meet under one id. */
  async #assertSameModel(thread: MiniLmThread): Promise<void> {
    if ((await thread.ready) === this.#modelId) return;
    await thread.close();
    throw new Error('The model files changed since the start: restart the process to use them.');
  }

  #spawn(): MiniLmThread {
    return new MiniLmThread(this.#options.spawn());
  }

  #adopt(thread: MiniLmThread): void {
    this.#thread = thread;
    void thread.ended.then((reason) => {
      this.#thread = null;
      if (this.#isClosed) return;
      this.#backOff();
      this.#options.onStateChange({ state: 'down', reason });
    });
  }

  #backOff(): void {
    this.#retryAtMs =
      this.#options.now() + Math.min(FIRST_BACK_OFF_MS * 2 ** this.#crashes, LONGEST_BACK_OFF_MS);
    this.#crashes += 1;
  }
}
