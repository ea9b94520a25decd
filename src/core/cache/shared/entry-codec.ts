import type { z } from 'zod';
import type { CacheKey } from '../../question/keys';
import { decode, encode } from './codec';

/** A passage of an entry: where its words are stored, and how similar it was. */
export type PassageRef = readonly [ref: CacheKey, similarity: number];

/** An entry as the shared store has it; `Rest` is its value without its passages. */
export interface RemoteForm<Rest> {
  readonly rest: Rest;
  readonly refs: readonly PassageRef[];
  readonly stamps: string;
  /** Unix milliseconds; come back whole. */
  readonly storedAt: number;
  /** Unix milliseconds; come back whole. */
  readonly expiresAt: number;
}

const REF_BYTES = 32;
const TIME_BYTES = 6;
/** Similarities come back rounded to millionths, as retrieval rounds them for ordering. */
const MILLIONTHS = 1e6;

/**
 * One kind of entries as bytes: a head of fixed fields and the rest as JSON, because in Redis bytes are money.
 *
 *     stored at (6) ∙ expires at (6) ∙ stamps: bytes (2), hex digits in pairs ∙ passages: count (1), each hash (32), similarity in
 *     millionths (4) ∙ rest
 *
 * Five references, three stamps and an answer key take 289 bytes; as deflated JSON they took 359 in four times the time. The
 * version stands before all of it (`address.ts`).
 */
export class EntryCodec<Rest> {
  /** @param schema checks what comes back: entries are untrusted */
  constructor(private readonly schema: z.ZodType<Rest>) {}

  /** @throws {RangeError} for stamps that are not hex digits in pairs */
  encode({ rest, refs, stamps, storedAt, expiresAt }: RemoteForm<Rest>): Buffer {
    const marks = Buffer.from(stamps, 'hex');
    if (marks.toString('hex') !== stamps) throw new RangeError('Stamps are hex digits in pairs.');
    const times = Buffer.alloc(2 * TIME_BYTES + 2);
    times.writeUIntBE(Math.round(storedAt), 0, TIME_BYTES);
    times.writeUIntBE(Math.round(expiresAt), TIME_BYTES, TIME_BYTES);
    times.writeUInt16BE(marks.byteLength, 2 * TIME_BYTES);
    return Buffer.concat([times, marks, Buffer.of(refs.length), ...refs.map(bytesOfRef), encode(rest)]);
  }

  /** @returns null for what no `encode` made of a valid value. Of which version the bytes are is to be known before. */
  decode(bytes: Buffer): RemoteForm<Rest> | null {
    try {
      return this.read(new Cursor(bytes));
    } catch (error) {
      // What was cut short.
      if (error instanceof RangeError) return null;
      throw error;
    }
  }

  private read(cursor: Cursor): RemoteForm<Rest> | null {
    const storedAt = cursor.number(TIME_BYTES);
    const expiresAt = cursor.number(TIME_BYTES);
    const stamps = cursor.take(cursor.number(2)).toString('hex');
    const refs = Array.from({ length: cursor.number(1) }, () => refOf(cursor));
    const rest = decode(cursor.left(), this.schema);
    return rest && { rest: rest.value, refs, stamps, storedAt, expiresAt };
  }
}

function bytesOfRef([ref, similarity]: PassageRef): Buffer {
  const bytes = Buffer.alloc(REF_BYTES + 4);
  bytes.write(ref, 'base64url');
  bytes.writeInt32BE(Math.round(similarity * MILLIONTHS), REF_BYTES);
  return bytes;
}

function refOf(cursor: Cursor): PassageRef {
  const ref = cursor.take(REF_BYTES).toString('base64url') as CacheKey;
  return [ref, cursor.take(4).readInt32BE() / MILLIONTHS];
}

/** Reads bytes from front to back. */
class Cursor {
  private at = 0;

  constructor(private readonly bytes: Buffer) {}

  /** @throws {RangeError} when there are fewer left */
  take(count: number): Buffer {
    if (this.at + count > this.bytes.byteLength) throw new RangeError('The entry is cut short.');
    this.at += count;
    return this.bytes.subarray(this.at - count, this.at);
  }

  /** An unsigned number of `size` bytes, 6 at most. @throws {RangeError} */
  number(size: number): number {
    return this.take(size).readUIntBE(0, size);
  }

  left(): Buffer {
    return this.bytes.subarray(this.at);
  }
}
