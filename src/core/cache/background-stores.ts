import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Ledger } from '../ledger/ledger';

/** A slow store, to be done off the request path. */
export interface BackgroundStore {
  readonly bytes: number;
  readonly run: () => Promise<void>;
}

interface Waiting extends BackgroundStore {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Waiting stores take at most this: about 4,000 answers with their sources. */
export const BACKGROUND_MAX_BYTES = 32 * 1024 * 1024;

/** How long a shutdown waits for stores; what is left then is dropped: a lost store costs a miss. */
const DRAIN_MS = 3_000;

/**
 * The one owned queue of stores: first in, first out, one at a time; bounded in waiting bytes, the oldest dropped and
 * counted, because what is newer is likelier to be asked for. A store that is larger than the bound by itself is the one
 * dropped. Only what leaves the process goes through here: memory is filled at once, and must not wait behind a disk.
 */
@Injectable()
export class BackgroundStores implements BeforeApplicationShutdown {
  private readonly waiting: Waiting[] = [];
  private waitingBytes = 0;
  private isWorking = false;
  private done = Promise.resolve();

  constructor(private readonly ledger: Ledger) {}

  /** @returns when the store has run or was dropped; rejects with what `run` throws, which a layer's wrapper counts */
  add(store: BackgroundStore): Promise<void> {
    if (store.bytes > BACKGROUND_MAX_BYTES) {
      this.countDrop();
      return Promise.resolve();
    }
    const settled = new Promise<void>((resolve, reject) => this.waiting.push({ ...store, resolve, reject }));
    this.waitingBytes += store.bytes;
    while (this.waitingBytes > BACKGROUND_MAX_BYTES) this.dropOldest();
    if (!this.isWorking) {
      this.isWorking = true;
      this.done = this.work();
    }
    return settled;
  }

  /** Drains the queue, for `DRAIN_MS` at most. */
  async beforeApplicationShutdown(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, DRAIN_MS)));
    await Promise.race([this.done, late]);
    clearTimeout(timer);
    while (this.waiting.length > 0) this.dropOldest();
  }

  private async work(): Promise<void> {
    for (let store = this.take(); store; store = this.take()) {
      try {
        await store.run();
        store.resolve();
      } catch (error) {
        store.reject(error);
      }
    }
    this.isWorking = false;
  }

  private take(): Waiting | undefined {
    const store = this.waiting.shift();
    if (store) this.waitingBytes -= store.bytes;
    return store;
  }

  private dropOldest(): void {
    const dropped = this.take();
    if (!dropped) return;
    dropped.resolve();
    this.countDrop();
  }

  private countDrop(): void {
    this.ledger.record({ type: 'background_drop', entries: 1 });
  }
}
