import type { z } from 'zod';
import type { Passage } from '../../ports/words';
import type { Entry } from '../store/store';
import { EntryCodec } from './entry-codec';
import type { EntryForm, Packed, Unpacked } from './entry-form';
import { refsOf } from './passage-store';

/** How a structured value is taken apart into its passages and the rest. */
export interface ValueParts<T, Rest> {
  /** Checks what comes back: entries are untrusted. */
  readonly schema: z.ZodType<Rest>;
  readonly passagesOf: (value: T) => readonly Passage[];
  readonly restOf: (value: T) => Rest;
  readonly join: (rest: Rest, passages: readonly Passage[]) => T;
  /** Whether the rest itself holds words of the documents that an entry cites. */
  readonly quotes: boolean;
}

/**
 * Entries of structured values: a binary head, references to passages, and the rest as JSON. A field that another version of the
 * program added or left out makes an entry unreadable. So two versions share a store without reading each other's meanings.
 */
export class TextForm<T, Rest> implements EntryForm<T> {
  private readonly codec: EntryCodec<Rest>;

  constructor(private readonly parts: ValueParts<T, Rest>) {
    this.codec = new EntryCodec(parts.schema);
  }

  pack(entry: Entry<T>): Packed {
    const { passagesOf, restOf, quotes } = this.parts;
    const { stamps, storedAt, expiresAt, value } = entry;
    const passages = passagesOf(value);
    const bytes = this.codec.encode({
      rest: restOf(value),
      refs: refsOf(passages),
      stamps,
      storedAt,
      expiresAt,
    });
    return { bytes, passages, cites: quotes ? entry.cites : [] };
  }

  unpack(bytes: Buffer): Unpacked<T> | null {
    const entry = this.codec.decode(bytes);
    if (!entry) return null;
    const { rest, ...head } = entry;
    return { ...head, valueWith: (passages) => this.parts.join(rest, passages) };
  }
}
