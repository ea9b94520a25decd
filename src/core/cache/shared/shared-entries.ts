import { Injectable } from '@nestjs/common';
import type { LayerName } from '../../ledger/events';
import { Clock } from '../../ports/clock';
import { TrivetSettings } from '../../settings';
import { BackgroundStores } from '../background-stores';
import type { Citation } from '../erasure/citation';
import type { CacheKey } from '../../question/keys';
import { QueuedStore } from '../store/queued-store';
import type { Store } from '../store/store';
import { EntryCounts } from './entry-counts';
import type { EntryForm } from './entry-form';
import { EntryStore } from './entry-store';
import { PassageStore } from './passage-store';
import { QuotedEntries } from './quoted-entries';
import { RemoteStore } from './remote-store';

/** Share of the bound on memory for the words of passages, which entries of all layers refer to. */
export const PASSAGES_SHARE = 0.05;

/** What a layer must say to have a store of its own there. */
export interface SharedKind<T> {
  readonly form: EntryForm<T>;
  /** Estimated bytes of a value in memory. */
  readonly bytesOf: (value: T) => number;
}

/** What lies in the shared store, and the stores of layers over it. */
@Injectable()
export class SharedEntries {
  readonly counts: EntryCounts;
  private readonly quoted: QuotedEntries;
  private readonly passages: PassageStore;

  constructor(
    private readonly store: RemoteStore,
    private readonly stores: BackgroundStores,
    private readonly clock: Clock,
    { cache }: TrivetSettings,
  ) {
    this.counts = new EntryCounts(store, clock);
    this.quoted = new QuotedEntries(store, clock);
    const ttlMs = Math.max(cache.questionTtlMs, cache.contextTtlMs);
    const maxBytes = Math.floor(cache.maxBytes * PASSAGES_SHARE);
    this.passages = new PassageStore({ store, clock, quoted: this.quoted, ttlMs, maxBytes });
  }

  /** A layer's entries there, written off the request path. */
  storeOf<T>(name: LayerName, { form, bytesOf }: SharedKind<T>): Store<T> {
    const { store, stores, clock, counts, quoted, passages } = this;
    const entries = new EntryStore({ name, form, store, quoted, passages, counts, clock });
    return new QueuedStore({ store: entries, stores, place: 'shared_store', bytesOf });
  }

  /** @throws {RemoteDownError} */
  memoryUsed(): Promise<number> {
    return this.store.memoryUsed();
  }

  /** Resolves when the shared store has answered. @throws {RemoteDownError} */
  ping(): Promise<void> {
    return this.store.ping();
  }

  /**
   * Marks documents as being erased.
   * @returns whether there is anything to erase
   * @throws {RemoteDownError}
   */
  beginErasing(citations: readonly Citation[]): Promise<boolean> {
    return this.quoted.beginErasing(citations);
  }

  /**
   * Deletes every entry that holds words of a document, after {@link beginErasing}.
   * @throws {RemoteDownError} some may have been deleted
   */
  async erase(citation: Citation): Promise<void> {
    const erased = await this.quoted.erase(citation);
    await this.counts.remove('l1_answer', erased);
  }

  /**
   * Keys of what was erased here lately with these documents.
   * @throws {RemoteDownError}
   */
  erasedWith(citations: readonly Citation[]): Promise<CacheKey[]> {
    return this.quoted.erasedWith(citations);
  }

  /** Drops from this process the words of documents. */
  forget(citations: readonly Citation[]): void {
    this.passages.forgetDocuments(citations);
  }
}
