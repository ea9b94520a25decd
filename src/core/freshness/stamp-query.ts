import type { Pool } from 'pg';

/** One corpus that was ever written. */
export interface StampRow {
  readonly corpus: string;
  /** 32 hexadecimal digits. */
  readonly stamp: string;
  /** How many marks the stamp is the XOR of. */
  readonly marks: number;
}

/** Reads the stamps of corpora and of the epoch in one statement on the primary; unwritten corpora have no row. */
export type StampQuery = (corpora: readonly string[]) => Promise<readonly StampRow[]>;

/**
 * `pool` should serve stamps only, so that they never queue behind searches, and its `query_timeout` should be the reader's
 * deadline, so that a connection on which nothing comes back is given up. Its default isolation must be READ COMMITTED:
 * a SERIALIZABLE reader would give writers a conflict to fail on. Prepared, so that the server plans it once.
 */
export function stampQuery(pool: Pick<Pool, 'query'>): StampQuery {
  return async (corpora) => {
    const { rows } = await pool.query<StampRow>({
      name: 'trivet_stamps',
      text: 'SELECT corpus, stamp, marks FROM trivet.stamps($1)',
      values: [corpora],
    });
    return rows;
  };
}
