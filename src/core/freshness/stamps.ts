import { hash } from 'node:crypto';
import { StampsUnavailableError } from './stamps-unavailable.error';

/** The corpus whose stamp is part of every snapshot; changed for what no trigger sees, such as a migration. */
export const EPOCH = '*';

/** What a cache entry is tied to. Two snapshots support the same entries only if both parts are equal. */
export interface Snapshot {
  /** Sorted ids of the readable corpora that were ever written, without the epoch. */
  readonly scope: readonly string[];
  /**
   * The epoch's stamp and then one per corpus of `scope`, 32 hexadecimal digits each, nothing between them. What entries carry
   * is their SHA-256 where there are more than 32.
   */
  readonly stamps: string;
}

/**
 * Stamps of more characters are carried as their hash. Of 5,000 corpora they are 160,000 characters, of which each entry would
 * hold 80 KB in the shared store.
 */
const PLAIN_CHARS = 32 * 32;

abstract class SnapshotOfOneMoment implements Snapshot {
  readonly scope: readonly string[];
  readonly stamps: string;

  constructor({ scope, stamps }: Snapshot) {
    this.scope = scope;
    this.stamps = stamps.length > PLAIN_CHARS ? hash('sha256', stamps, 'hex') : stamps;
  }
}

/**
 * The stamps that a question read when it arrived. Entries are looked up under it, and nothing is stored under it. A write may
 * come between this read and the search: its passages would be stored under stamps from before it.
 */
export class ArrivalSnapshot extends SnapshotOfOneMoment {
  readonly #read: Snapshot;

  constructor(read: Snapshot) {
    super(read);
    this.#read = read;
  }

  /** Stamp by stamp, however many they are. */
  get read(): Snapshot {
    return this.#read;
  }

  /** Exists for the compiler alone, which then tells the two kinds of snapshot apart. */
  declare protected readonly kind: 'arrival';
}

/** The stamps that came with passages, from one database snapshot. Everything made of these passages is stored under it. */
export class EvidenceSnapshot extends SnapshotOfOneMoment {
  /** See {@link ArrivalSnapshot}. */
  declare protected readonly kind: 'evidence';
}

/**
 * The snapshot of a context that L3 found fresh. L3 stored it under the stamps that came with its passages, and calls it fresh
 * only where those equal the stamps read on arrival. So the passages came with these stamps.
 */
export function snapshotOfFreshContext(lookedUpUnder: ArrivalSnapshot): EvidenceSnapshot {
  return new EvidenceSnapshot(lookedUpUnder);
}

/**
 * @param corpora ids that may be read, written or not, in any order
 * @param stamps by corpus id, from one database snapshot; others than `corpora` do not matter
 * @throws {StampsUnavailableError} without a stamp of the epoch: the marks were lost, and with them what had changed
 */
export function snapshotOf(corpora: readonly string[], stamps: ReadonlyMap<string, string>): Snapshot {
  const epoch = stamps.get(EPOCH);
  if (epoch === undefined) throw new StampsUnavailableError('no_epoch');
  const scope: string[] = [];
  for (const corpus of [...new Set(corpora)].sort()) {
    if (corpus !== EPOCH && stamps.has(corpus)) scope.push(corpus);
  }
  let joined = epoch;
  for (const corpus of scope) joined += stamps.get(corpus) ?? '';
  return { scope, stamps: joined };
}

/**
 * For a retriever, whose passages and stamps must come from one snapshot. A member of the statement's WITH list: it reads the
 * stamps of the corpora in parameter `$1` and of the epoch. {@link STAMPS_COLUMN} goes with it, once per row:
 *
 *     WITH ${STAMPS_CTE}
 *     SELECT ${STAMPS_COLUMN}, hit.* FROM (SELECT) AS one LEFT JOIN (SELECT … WHERE corpus = ANY($1) …) AS hit ON true
 *
 * The statement fails with SQLSTATE 25006 where nothing can be written, as on a standby, and so needs a transaction that may write.
 * The join gives one row with the stamps when nothing was found. MATERIALIZED keeps the planner from moving the stamps into the
 * search, which then stays an index scan.
 */
export const STAMPS_CTE = 'stamps AS MATERIALIZED (SELECT corpus, stamp FROM trivet.stamps($1))';

/** The column `stamps`: a JSON object from corpus id to stamp, read by {@link parseStamps}. */
export const STAMPS_COLUMN = '(SELECT json_object_agg(corpus, stamp) FROM stamps) AS stamps';

const stampPattern = /^[0-9a-f]{32}$/;

/**
 * @param column what `pg` made of {@link STAMPS_COLUMN}; null stands for no marks at all
 * @returns stamp by corpus id
 * @throws {TypeError} when it is anything else: the statement is not what it should be
 */
export function parseStamps(column: unknown): ReadonlyMap<string, string> {
  if (typeof column !== 'object') throw new TypeError('The stamps column is not a JSON object.');
  const stamps = new Map<string, string>();
  for (const [corpus, stamp] of Object.entries(column ?? {})) {
    if (typeof stamp !== 'string' || !stampPattern.test(stamp))
      throw new TypeError('A stamp is not 32 hexadecimal digits.');
    stamps.set(corpus, stamp);
  }
  return stamps;
}
