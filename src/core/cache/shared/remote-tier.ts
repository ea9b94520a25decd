import type { z } from 'zod';
import type { LayerName } from '../../ledger/events';
import type { Clock } from '../../ports/clock';
import type { Passage } from '../../ports/words';
import type { BackgroundStores } from '../background-stores';
import { citationsOf } from '../erasure/citation';
import type { CitesOf } from '../contract';
import type { CacheKey } from '../../question/keys';
import type { Stored } from '../memory-tier';
import { passagesBytes } from '../sizes';
import type { EntryCodec, RemoteForm } from './entry-codec';
import type { CountedEntry, EntryCounts } from './entry-counts';
import type { PassageStore } from './passage-store';
import type { QuotedEntries } from './quoted-entries';
import type { RemoteStore } from './remote-store';
import type { TextTier, TierFind } from './tier';

/** How a layer's values are taken apart for the shared store, where passages are stored once for all entries. */
export interface ValueForm<T, Rest> {
  /** Checks what comes back: entries are untrusted. */
  readonly schema: z.ZodType<Rest>;
  readonly passagesOf: (value: T) => readonly Passage[];
  readonly restOf: (value: T) => Rest;
  readonly join: (rest: Rest, passages: readonly Passage[]) => T;
  /** Whether the rest itself holds words of the documents that an entry cites. */
  readonly quotes: boolean;
}

export interface RemoteTierOptions<T, Rest> {
  readonly name: LayerName;
  readonly store: RemoteStore;
  readonly quoted: QuotedEntries;
  readonly passages: PassageStore;
  readonly counts: EntryCounts;
  readonly form: ValueForm<T, Rest>;
  readonly codec: EntryCodec<Rest>;
  readonly stores: BackgroundStores;
  readonly clock: Clock;
  /** Estimated bytes of a value in memory. */
  readonly bytesOf: (value: T) => number;
}

/** Entries in the shared store; written off the request path. */
export class RemoteTier<T, Rest> implements TextTier<T> {
  constructor(private readonly options: RemoteTierOptions<T, Rest>) {}

  async get(key: CacheKey, _stamps: string, citesOf?: CitesOf): Promise<TierFind<T>> {
    const [bytes] = await this.options.store.getMany([key]);
    if (!bytes) return undefined;
    const entry = this.options.codec.decode(bytes);
    return entry ? this.whole(entry, citesOf) : 'unreadable';
  }

  set(key: CacheKey, stored: Stored<T>): Promise<void> {
    const { codec, form, stores, passages, clock } = this.options;
    // From its expiry and not from the TTL: the entry may have waited, or come from another tier.
    const ttlMs = Math.ceil(stored.expiresAt - clock.now());
    if (ttlMs <= 0) return Promise.resolve();
    const quotes = form.passagesOf(stored.value);
    const rest = form.restOf(stored.value);
    const bytes = codec.encode({ ...stored, rest, refs: passages.refsOf(quotes) });
    const entry = { key, bytes, ttlMs, cites: form.quotes ? stored.cites : [] };
    return stores.add({
      place: 'shared_store',
      // What waits holds the passages too: counted without them, 32 MiB of entries kept 800 MB alive.
      bytes: bytes.byteLength + passagesBytes(quotes),
      run: async () => {
        await Promise.all([passages.put(quotes), this.put(entry), this.count(entry)]);
      },
    });
  }

  async delete(key: CacheKey): Promise<void> {
    const { store, counts, name } = this.options;
    await Promise.all([store.deleteMany([key]), counts.remove(name, [key])]);
  }

  private put(entry: Parameters<QuotedEntries['put']>[0][number]): Promise<void> {
    return entry.cites.length > 0 ? this.options.quoted.put([entry]) : this.options.store.setMany([entry]);
  }

  private count(entry: CountedEntry): Promise<void> {
    return this.options.counts.add(this.options.name, [entry]);
  }

  private async whole(entry: RemoteForm<Rest>, citesOf?: CitesOf): Promise<Stored<T> | 'unreadable'> {
    const { rest, refs, stamps, storedAt, expiresAt } = entry;
    const passages = refs.length === 0 ? [] : await this.options.passages.take(refs);
    if (!passages) return 'unreadable';
    const value = this.options.form.join(rest, passages);
    const bytes = this.options.bytesOf(value);
    const cites = citesOf?.() ?? citationsOf(passages);
    return { value, stamps, storedAt, expiresAt, bytes, cites };
  }
}
