import type { BackgroundStores, StorePlace } from '../background-stores';
import type { Wanted } from '../contract';
import type { MaybePromise } from '../maybe-promise';
import type { CacheKey } from '../../question/keys';
import type { Entry, Found, Pointer, Store } from './store';

export interface QueuedStoreOptions<T> {
  readonly store: Store<T>;
  readonly stores: BackgroundStores;
  readonly place: StorePlace;
  /** Estimated bytes that a waiting value keeps alive. */
  readonly bytesOf: (value: T) => number;
}

/** Estimated bytes of a citation that waits. */
const CITE_BYTES = 200;

/** A slow store that is filled off the request path. */
export class QueuedStore<T> implements Store<T> {
  constructor(private readonly options: QueuedStoreOptions<T>) {}

  getMany(keys: readonly CacheKey[], stamps: string, wanted?: Wanted): MaybePromise<Found<T>[]> {
    return this.options.store.getMany(keys, stamps, wanted);
  }

  /** @returns when the entries are stored or were dropped from the queue */
  setMany(entries: readonly Entry<T>[]): Promise<void> {
    const { store, stores, place, bytesOf } = this.options;
    const bytes = entries.reduce((sum, { value }) => sum + bytesOf(value), 0);
    return stores.add({ place, bytes, run: async () => store.setMany(entries) });
  }

  /** Behind the pointer itself, which is therefore dropped from the queue before this is. */
  cite(pointer: Pointer): Promise<void> {
    const { store, stores, place } = this.options;
    const bytes = CITE_BYTES * pointer.cites.length;
    return stores.add({ place, bytes, run: async () => store.cite?.(pointer) });
  }

  async touchMany(entries: readonly Entry<T>[]): Promise<void> {
    await this.options.store.touchMany?.(entries);
  }

  deleteMany(keys: readonly CacheKey[]): MaybePromise<void> {
    return this.options.store.deleteMany(keys);
  }
}
