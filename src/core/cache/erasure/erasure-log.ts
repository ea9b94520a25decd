import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { Sql } from '../../ports/sql';
import type { Citation } from './citation';

/** An erasure that is this process's to do in the shared store, for a while. */
export interface TakenErasure extends Citation {
  readonly id: string;
}

/** Whether rows wait for the shared store: `none`, some that somebody is at or tried a moment ago, or some to be taken. */
export type Waiting = 'none' | 'later' | 'due';

/** Rows that are read at once. */
const PAGE = 1_000;

/** After this it is tried again, by whoever takes it: who had it may have ended, or the store failed. */
const TAKEN_FOR_MS = 30_000;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

interface Page extends QueryResultRow {
  readonly server: string;
  readonly complete_to: string;
  readonly is_due: boolean | null;
  readonly rows: readonly { readonly id: string; readonly writer: string; readonly cite: Citation }[] | null;
}

/**
 * The first statement sees every row of the transactions before `complete_to`: each of them is over. So whoever goes on from there
 * misses none, in whatever order they commit; rows of transactions behind one that lasts are read more than once. Transaction ids
 * mean nothing on another server, such as a standby that was promoted without the last of them: there, everything is read again.
 */
const READ = `
  SELECT extract(epoch FROM pg_postmaster_start_time())::text AS server,
         pg_snapshot_xmin(pg_current_snapshot())::text AS complete_to,
         (SELECT min(due_at) <= now() FROM trivet.erasures WHERE due_at IS NOT NULL) AS is_due,
         (SELECT json_agg(page) FROM (
            SELECT id, writer::text, json_build_object('corpus', corpus, 'documentId', document) AS cite FROM trivet.erasures
            WHERE (writer, id) > (CASE extract(epoch FROM pg_postmaster_start_time())::text WHEN $1 THEN $2 ELSE '0' END::xid8, $3::uuid)
              AND writer < pg_snapshot_xmax(pg_current_snapshot())
            ORDER BY erasures.writer, id LIMIT ${PAGE}) AS page) AS rows`;

/** What was never tried before what failed, and nobody waits for rows that somebody else takes. */
const TAKE = `
  UPDATE trivet.erasures SET due_at = now() + interval '${TAKEN_FOR_MS} ms'
  WHERE id = ANY (ARRAY(SELECT id FROM trivet.erasures WHERE due_at <= now()
                        ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED))
  RETURNING id, corpus, document AS "documentId"`;

/** The row is news once more: an instance may have taken the words up again while the shared store still had them. */
const FINISH = `
  UPDATE trivet.erasures SET due_at = NULL, writer = pg_current_xact_id() WHERE id = ANY ($1) AND due_at IS NOT NULL`;

/** What was deleted or moved to another corpus, as its transaction left it in the database for all instances. */
@Injectable()
export class ErasureLog {
  private readTo = { server: '', writer: '0' };

  constructor(private readonly sql: Sql) {}

  /**
   * Gives every citation whose erasure was committed, or done in the shared store, since the last call, at least once.
   * @throws when the database cannot be reached; the next call then begins where this one did
   */
  async read(each: (citations: readonly Citation[]) => Promise<void>): Promise<Waiting> {
    const first = await this.page({ ...this.readTo, id: FIRST_ID });
    let { rows } = first;
    while (rows) {
      await each(rows.map(({ cite }) => cite));
      const last = rows.at(-1);
      rows = last && rows.length === PAGE ? (await this.page({ ...last, server: first.server })).rows : null;
    }
    this.readTo = { server: first.server, writer: first.complete_to };
    if (first.is_due === null) return 'none';
    return first.is_due ? 'due' : 'later';
  }

  /** Makes some that are due this process's own for a while. @throws when the database cannot be reached */
  async take(atMost: number): Promise<TakenErasure[]> {
    return (await this.sql.query<TakenErasure & QueryResultRow>({ text: TAKE, values: [atMost] })).rows;
  }

  /** They are not in the shared store any more. @throws when the database cannot be reached */
  async finish(ids: readonly string[]): Promise<void> {
    await this.sql.query({ text: FINISH, values: [ids] });
  }

  /** Deletes rows that are so old, done or not. @throws when the database cannot be reached */
  async sweep(olderThanMs: number): Promise<void> {
    await this.sql.query({
      text: `DELETE FROM trivet.erasures WHERE asked_at < now() - $1 * interval '1 ms'`,
      values: [olderThanMs],
    });
  }

  private async page(after: { server: string; writer: string; id: string }): Promise<Page> {
    const values = [after.server, after.writer, after.id];
    const { rows } = await this.sql.query<Page>({ text: READ, values });
    const [page] = rows;
    if (!page) throw new Error('SELECT returned no row.');
    return page;
  }
}
