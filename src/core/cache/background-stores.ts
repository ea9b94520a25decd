import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { Ledger } from '../ledger/bus';

/** Where a store goes. Each place has a queue of its own, because a slow one must not keep the other's stores waiting. `hints` are rows of the database, too, for which a long transaction of somebody's may have to be waited. */
export type StorePlace = 'database' | 'hints' | 'shared_store';

/** A slow store, to be done off the request path. */
export interface BackgroundStore {
  readonly place: StorePlace;
  readonly bytes: number;
  readonly run: () => Promise<void>;
}

interface Waiting extends BackgroundStore {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Stores that wait for one place take at most this: about 4,000 answers with their sources. */
export const BACKGROUND_MAX_BYTES = 32 * 1024 * 1024;

/**
 * Stores of one place that run at once. The embedded database is one session, and a request must not wait behind many of
 * them. A shared store takes commands down one connection as they come. A store that is sent at once is there before the next
 * look-up of the same instance, also where there is no memory in front.
 */
const AT_ONCE: Readonly<Record<StorePlace, number>> = { database: 1, hints: 1, shared_store: 256 };

/** How long a shutdown waits for stores. What is left then is dropped, and a lost store costs a miss. */
const DRAIN_MS = 3_000;

/** One place's queue: first in, first out, a few at once. */
class StoreQueue {
  readonly waiting: Waiting[] = [];
  waitingBytes = 0;
  private running = 0;
  private idleListeners: (() => void)[] = [];

  constructor(private readonly atOnce: number) {}

  push(store: Waiting): void {
    this.waiting.push(store);
    this.waitingBytes += store.bytes;
    this.next();
  }

  take(): Waiting | undefined {
    const store = this.waiting.shift();
    if (store) this.waitingBytes -= store.bytes;
    return store;
  }

  /** @returns when nothing waits or runs */
  idle(): Promise<void> {
    if (this.running === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleListeners.push(resolve));
  }

  private next(): void {
    if (this.running >= this.atOnce) return;
    const store = this.take();
    if (store) void this.run(store);
  }

  /** Never rejects: its caller is told what goes wrong by the promise of `add`. */
  private async run(store: Waiting): Promise<void> {
    this.running++;
    try {
      await store.run();
      store.resolve();
    } catch (error) {
      store.reject(error);
    }
    this.running--;
    this.next();
    if (this.running > 0) return;
    for (const listener of this.idleListeners) listener();
    this.idleListeners = [];
  }
}

/**
 * The one owner of stores that leave the process. Memory does not go through here: it is filled at once and must not wait behind
 * a disk.
 *
 * States of a store. Waiting: its place has as many running as it may. It is dropped and counted when it is the oldest and the bytes
 * that wait exceed their bound, because newer entries are likelier to be asked for. Running: it began when its place had room, and
 * ends when the place has answered. A store larger than the bound by itself is dropped at once.
 */
@Injectable()
export class BackgroundStores implements BeforeApplicationShutdown {
  private readonly queues: Readonly<Record<StorePlace, StoreQueue>> = {
    database: new StoreQueue(AT_ONCE.database),
    hints: new StoreQueue(AT_ONCE.hints),
    shared_store: new StoreQueue(AT_ONCE.shared_store),
  };

  constructor(private readonly ledger: Ledger) {}

  /** @returns when the store has run or was dropped; rejects with what `run` throws, which a layer's wrapper counts */
  add(store: BackgroundStore): Promise<void> {
    if (store.bytes > BACKGROUND_MAX_BYTES) {
      this.countDrop();
      return Promise.resolve();
    }
    const queue = this.queues[store.place];
    const settled = new Promise<void>((resolve, reject) => {
      queue.push({ ...store, resolve, reject });
    });
    while (queue.waitingBytes > BACKGROUND_MAX_BYTES) this.dropOldest(queue);
    return settled;
  }

  /** @returns when nothing waits or runs */
  async idle(): Promise<void> {
    await Promise.all(Object.values(this.queues).map((queue) => queue.idle()));
  }

  /** Drains the queues, for `DRAIN_MS` at most. */
  async beforeApplicationShutdown(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, DRAIN_MS)));
    await Promise.race([this.idle(), late]);
    clearTimeout(timer);
    for (const queue of Object.values(this.queues)) {
      while (queue.waiting.length > 0) this.dropOldest(queue);
    }
  }

  private dropOldest(queue: StoreQueue): void {
    const dropped = queue.take();
    if (!dropped) return;
    dropped.resolve();
    this.countDrop();
  }

  private countDrop(): void {
    this.ledger.record({ type: 'background_drop', entries: 1 });
  }
}
