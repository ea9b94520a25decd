import { Injectable } from '@nestjs/common';
import type { LayerName } from '../../ledger/events';
import { Clock } from '../../ports/clock';
import { TrivetSettings } from '../../settings';
import { BackgroundStores } from '../background-stores';
import type { Citation } from '../erasure/citation';
import { EntryCodec } from './entry-codec';
import { EntryCounts } from './entry-counts';
import { PassageStore } from './passage-store';
import { QuotedEntries } from './quoted-entries';
import { RemoteStore } from './remote-store';
import { RemoteTier, type ValueForm } from './remote-tier';

/** Share of the bound on memory for the words of passages, which entries of all layers refer to. */
export const PASSAGES_SHARE = 0.05;

export interface RemoteTierKind<T, Rest> {
  readonly form: ValueForm<T, Rest>;
  /** Estimated bytes of a value in memory. */
  readonly bytesOf: (value: T) => number;
}

/** What lies in the shared store, and the tiers of layers over it. */
@Injectable()
export class RemoteTiers {
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

  tier<T, Rest>(name: LayerName, { form, bytesOf }: RemoteTierKind<T, Rest>): RemoteTier<T, Rest> {
    const { store, stores, clock, counts, quoted, passages } = this;
    const codec = new EntryCodec(form.schema);
    return new RemoteTier({ name, store, stores, clock, counts, quoted, passages, form, codec, bytesOf });
  }

  /** Resolves when the shared store has answered. @throws {RemoteDownError} */
  ping(): Promise<void> {
    return this.store.ping();
  }

  /**
   * Deletes every entry that holds words of a document.
   * @throws {RemoteDownError} some may have been deleted
   */
  async erase(citation: Citation): Promise<void> {
    const erased = await this.quoted.erase(citation);
    await this.counts.remove('l1_answer', erased);
  }

  /** Drops from this process the words of documents. */
  forget(citations: readonly Citation[]): void {
    this.passages.forgetDocuments(citations);
  }
}
