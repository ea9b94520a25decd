import type { Citation } from '../erasure/citation';
import type { Passage } from '../../ports/words';
import type { Entry } from '../store/store';
import type { PassageRef } from './entry-codec';

/** An entry as it goes to the shared store. */
export interface Packed {
  readonly bytes: Buffer;
  /** Passages that the bytes refer to. They are stored once for all entries. */
  readonly passages: readonly Passage[];
  /** The documents whose words the bytes hold. */
  readonly cites: readonly Citation[];
}

/** An entry as it came from there, without the passages that it refers to. */
export interface Unpacked<T> extends Omit<Entry<T>, 'key' | 'value' | 'cites'> {
  readonly refs: readonly PassageRef[];
  /** @param passages those of `refs`, in order */
  valueWith(passages: readonly Passage[]): T;
}

/** How the entries of a layer lie in the shared store. What comes back is untrusted. */
export interface EntryForm<T> {
  pack(entry: Entry<T>): Packed;
  /** @returns null for anything that `pack` of this version did not make */
  unpack(bytes: Buffer): Unpacked<T> | null;
}
