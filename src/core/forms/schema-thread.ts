import { Worker } from 'node:worker_threads';
import type { SchemaJob, SchemaReport } from './schema.messages';
import { Turns } from './turns';

/** Compiling and validating take some ms. What takes longer is meant to, or hopeless. */
const DEADLINE_MS = 1_000;

/** Jobs of one asker that may wait: those that are served within its patience. */
const MAX_WAITING = 50;

/** Megabytes of the thread's heap; a schema of the longest that is taken compiles to some of them. */
const HEAP_MB = 128;

interface Waiting {
  readonly job: SchemaJob;
  /** Null where no answer came in time. */
  readonly done: (report: SchemaReport | null) => void;
}

/**
 * Works on schemas of strangers apart from all else: a schema can be made whose compilation, a pattern in it or a choice of choices
 * takes years, and nothing of that can be seen before.
 *
 * States:
 * - idle: at first, and when no job is left. There may be a worker that waits. A job ends the state.
 * - working: one job is with the worker, the others wait. Its report, a crash or the deadline ends the job; after a crash or the
 *   deadline the worker is ended, and the next job starts another. With the last job the state is idle.
 * - closed: after `close`, for good. Every job gets no answer.
 */
export class SchemaThread {
  private readonly waiting = new Turns<Waiting>(MAX_WAITING);
  private worker: Worker | null = null;
  private isWorking = false;
  private isClosed = false;

  /**
   * Everybody has one turn after another: a job that takes all of its time delays others by that time, however many more there are.
   * @param asker whose job it is
   * @returns `late` when there was no answer in time; `busy` when too many jobs of this asker wait
   */
  async run(job: SchemaJob, asker: string): Promise<SchemaReport | 'late' | 'busy'> {
    if (this.isClosed) return 'busy';
    return new Promise((resolve) => {
      const done = (report: SchemaReport | null): void => {
        resolve(report ?? 'late');
      };
      if (!this.waiting.add(asker, { job, done })) resolve('busy');
      else if (!this.isWorking) void this.work();
    });
  }

  async close(): Promise<void> {
    this.isClosed = true;
    for (let next = this.waiting.take(); next; next = this.waiting.take()) next.done(null);
    await this.worker?.terminate();
  }

  /** Never rejects. */
  private async work(): Promise<void> {
    this.isWorking = true;
    for (let next = this.waiting.take(); next; next = this.waiting.take())
      next.done(await this.answerTo(next.job));
    this.isWorking = false;
  }

  private async answerTo(job: SchemaJob): Promise<SchemaReport | null> {
    const worker = (this.worker ??= await started());
    const report = await reportOf(worker, job);
    if (report === null) {
      this.worker = null;
      await worker.terminate();
    }
    return report;
  }
}

/** Its start is not its job's time. It keeps no process alive. */
async function started(): Promise<Worker> {
  const worker = new Worker(require.resolve('./schema.worker'), {
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  });
  worker.unref();
  await reportOf(worker, { kind: 'check', schemas: [] }, START_MS);
  return worker;
}

const START_MS = 30_000;

/** Null at the deadline, and where the worker crashes: each of its errors ends it. */
function reportOf(worker: Worker, job: SchemaJob, deadlineMs = DEADLINE_MS): Promise<SchemaReport | null> {
  return new Promise((resolve) => {
    const end = (report: SchemaReport | null): void => {
      clearTimeout(timer);
      worker.removeAllListeners();
      // An error that comes after the deadline is nobody's.
      worker.on('error', () => undefined);
      resolve(report);
    };
    const timer = setTimeout(end, deadlineMs, null);
    worker.removeAllListeners();
    worker.once('message', end);
    worker.once('error', () => {
      end(null);
    });
    worker.once('exit', () => {
      end(null);
    });
    worker.postMessage(job);
  });
}
