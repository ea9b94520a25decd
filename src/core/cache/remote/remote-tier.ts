import type { BackgroundStores } from '../background-stores';
import type { LayerSize } from '../contract';
import type { CacheKey } from '../keys';
import type { Stored } from '../memory-tier';
import type { Clock } from '../../ports';
import type { EntryCodec } from './codec';
import type { RemoteStore } from './remote-store';
import type { TextTier, TierFind } from './tier';

export interface RemoteTierOptions<T> {
  readonly store: RemoteStore;
  readonly codec: EntryCodec<T>;
  readonly stores: BackgroundStores;
  readonly clock: Clock;
  readonly bytesOf: (value: T) => number;
}

/** Entries in the shared store; written off the request path. */
export class RemoteTier<T> implements TextTier<T> {
  constructor(private readonly options: RemoteTierOptions<T>) {}

  async get(key: CacheKey): Promise<TierFind<T>> {
    const [bytes] = await this.options.store.getMany([key]);
    if (!bytes) return undefined;
    const entry = this.options.codec.decode(bytes);
    return entry ? { ...entry, bytes: this.options.bytesOf(entry.value) } : 'unreadable';
  }

  set(key: CacheKey, stored: Stored<T>): Promise<void> {
    const { store, codec, stores, clock } = this.options;
    const bytes = codec.encode(stored);
    // From its expiry and not from the TTL: the entry may have waited, or come from another tier.
    const ttlMs = Math.ceil(stored.expiresAt - clock.now());
    if (ttlMs <= 0) return Promise.resolve();
    return stores.add({ bytes: bytes.byteLength, run: () => store.setMany([{ key, bytes, ttlMs }]) });
  }

  delete(key: CacheKey): Promise<void> {
    return this.options.store.deleteMany([key]);
  }

  size(): LayerSize {
    return { entries: 0, bytes: 0 };
  }
}
