import type { LayerName } from '../../ledger/events';
import type { Clock } from '../../ports/clock';
import type { Passage } from '../../ports/words';
import type { CacheKey } from '../../question/keys';
import type { CitesOf, Wanted } from '../contract';
import { citationsOf } from '../erasure/citation';
import type { Entry, Found, Pointer, Store } from '../store/store';
import { addressed, entryFor } from './address';
import type { EntryCounts } from './entry-counts';
import type { EntryForm, Packed, Unpacked } from './entry-form';
import { refsOf, type PassageStore } from './passage-store';
import type { QuotedEntries, QuotedEntry } from './quoted-entries';
import type { RemoteStore } from './remote-store';

export interface EntryStoreOptions<T> {
  readonly name: LayerName;
  readonly form: EntryForm<T>;
  readonly store: RemoteStore;
  readonly quoted: QuotedEntries;
  readonly passages: PassageStore;
  readonly counts: EntryCounts;
  readonly clock: Clock;
}

/**
 * A layer's entries in the shared store, texts and vectors each in their form, all with the address of their key (`address.ts`). A look-up is one command for all of its keys, and
 * one for all passages that they refer to and this process does not know.
 */
export class EntryStore<T> implements Store<T> {
  constructor(private readonly options: EntryStoreOptions<T>) {}

  /** @throws {RemoteDownError} */
  async getMany(keys: readonly CacheKey[], _stamps: string, { citesOf }: Wanted = {}): Promise<Found<T>[]> {
    const found = (await this.options.store.getMany(keys)).map((bytes, at) => this.unpacked(keys[at], bytes));
    const refs = found.map((entry) => (isUnpacked(entry) ? entry.refs : []));
    const passages = await this.options.passages.takeMany(refs);
    return keys.map((key, at) => {
      const entry = found[at];
      return isUnpacked(entry) ? whole(entry, { key, passages: passages[at], citesOf }) : entry;
    });
  }

  /**
   * @throws {RangeError} an entry's stamps cannot be written
   * @throws {RemoteDownError}
   */
  async setMany(entries: readonly Entry<T>[]): Promise<void> {
    const { passages, counts, name, clock } = this.options;
    const now = clock.now();
    // From its expiry and not from the TTL: the entry may have waited, or come from another store.
    const packed = entries
      .map((entry) => ({ entry, ttlMs: Math.ceil(entry.expiresAt - now) }))
      .filter(({ ttlMs }) => ttlMs > 0)
      .map(({ entry, ttlMs }) => ({ ...this.packed(entry), ttlMs }));
    if (packed.length === 0) return;
    const quotes = packed.flatMap((each) => each.passages);
    await Promise.all([passages.put(quotes), this.put(packed), counts.add(name, packed)]);
  }

  /** @throws {RemoteDownError} */
  async touchMany(entries: readonly Entry<T>[]): Promise<void> {
    const { quoted, passages } = this.options;
    const packed = entries.map((entry) => this.packed(entry));
    const refs = packed.flatMap((each) => refsOf(each.passages).map(([ref]) => ref));
    await Promise.all([quoted.touch(packed), passages.touch(refs)]);
  }

  /** @throws {RemoteDownError} */
  cite(pointer: Pointer): Promise<void> {
    return this.options.quoted.cite(pointer);
  }

  /** @throws {RemoteDownError} */
  async deleteMany(keys: readonly CacheKey[]): Promise<void> {
    const { store, counts, name } = this.options;
    await Promise.all([store.deleteMany(keys), counts.remove(name, keys)]);
  }

  private async put(entries: readonly QuotedEntry[]): Promise<void> {
    const { store, quoted } = this.options;
    const quoting = entries.filter(({ cites }) => cites.length > 0);
    const others = entries.filter(({ cites }) => cites.length === 0);
    await Promise.all([
      quoting.length > 0 ? quoted.put(quoting) : undefined,
      others.length > 0 ? store.setMany(others) : undefined,
    ]);
  }

  private packed(entry: Entry<T>): Packed & { readonly key: CacheKey } {
    const { key } = entry;
    const packed = this.options.form.pack(entry);
    return { ...packed, key, bytes: addressed(key, packed.bytes) };
  }

  private unpacked(key: CacheKey | undefined, bytes: Buffer | null): Unpacked<T> | 'unreadable' | undefined {
    if (!key || !bytes) return undefined;
    const entry = entryFor(key, bytes);
    return (entry && this.options.form.unpack(entry)) ?? 'unreadable';
  }
}

interface Surroundings {
  readonly key: CacheKey;
  readonly passages: readonly Passage[] | null | undefined;
  readonly citesOf: CitesOf | undefined;
}

function isUnpacked<T>(entry: Unpacked<T> | 'unreadable' | undefined): entry is Unpacked<T> {
  return entry !== undefined && entry !== 'unreadable';
}

function whole<T>(entry: Unpacked<T>, { key, passages, citesOf }: Surroundings): Found<T> {
  if (!passages) return 'unreadable';
  const { stamps, storedAt, expiresAt } = entry;
  const cites = citesOf?.(key) ?? citationsOf(passages);
  return { key, value: entry.valueWith(passages), stamps, storedAt, expiresAt, cites };
}
