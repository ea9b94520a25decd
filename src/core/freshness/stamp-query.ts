import type { QueryResultRow } from 'pg';
import type { Sql } from '../ports/sql';

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
 * `sql` should serve stamps only, so that they never queue behind searches. Prepared under a name, which made no clear
 * difference up to 128 marks, and 6 ms instead of 8 at 10,000.
 */
export function stampQuery(sql: Sql): StampQuery {
  return async (corpora) => {
    const { rows } = await sql.query<StampRow & QueryResultRow>({
      name: 'trivet_stamps',
      text: 'SELECT corpus, stamp, marks FROM trivet.stamps($1)',
      values: [[...corpora]],
    });
    return rows;
  };
}
