import type { Clock } from '../../ports/clock';
import { TIMELESS } from '../contract';
import type { EntryForm, Packed, Unpacked } from '../shared/entry-form';
import type { Entry } from '../store/store';
import { bytesOfVector, vectorOfBytes } from './vector-bytes';

export interface VectorFormOptions {
  /** Vectors of another length are no entries. */
  readonly dimensions: number;
  readonly ttlMs: number;
  readonly clock: Clock;
}

/**
 * Raw numbers carry no expiry, and asking for it would double the commands. So a vector that was taken up into memory ends there
 * after an hour at most, and is then looked up again.
 */
const TAKEN_UP_MS = 3_600_000;

/** L2 in the shared store: a vector is its own raw bytes. */
export class VectorForm implements EntryForm<Float32Array> {
  constructor(private readonly options: VectorFormOptions) {}

  pack({ value }: Entry<Float32Array>): Packed {
    return { bytes: bytesOfVector(value), passages: [], cites: [] };
  }

  unpack(bytes: Buffer): Unpacked<Float32Array> | null {
    const { dimensions, ttlMs, clock } = this.options;
    const vector = vectorOfBytes(bytes, dimensions);
    if (!vector) return null;
    const now = clock.now();
    const expiresAt = now + Math.min(ttlMs, TAKEN_UP_MS);
    return { refs: [], stamps: TIMELESS, storedAt: now, expiresAt, valueWith: () => vector };
  }
}
