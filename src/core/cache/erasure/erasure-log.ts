import { Injectable } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { Sql } from '../../ports/sql';
import type { Citation } from './citation';

/** An erasure that is this process's to do in the shared store, for a while. */
export interface TakenErasure extends Citation {
  readonly id: string;
}

/** Erasures that are news: those that were committed, and those that are done in the shared store. */
export interface ErasureNews {
  readonly committed: readonly Citation[];
  readonly done: readonly Citation[];
}

/** Whether rows wait for the shared store: `none`, some that somebody is at or tried a moment ago, or some to be taken. */
export type Waiting = 'none' | 'later' | 'due';

/** Rows that are read at once. Forgetting so many takes a few milliseconds, in which nothing else is served. */
const PAGE = 250;

/** After this it is tried again, by whoever takes it: who had it may have ended, or the store failed. */
const TAKEN_FOR_MS = 30_000;

const FIRST_ID = '00000000-0000-0000-0000-000000000000';

/** What a server had committed at one moment. */
interface SeenTo {
  readonly server: string;
  /** As `pg_snapshot` is written. */
  readonly snapshot: string;
}

interface Row {
  readonly id: string;
  readonly writer: string;
  /** Whether it waits to be taken; null: it is done. */
  readonly is_due: boolean | null;
  readonly cite: Citation;
}

interface Page extends QueryResultRow, SeenTo {
  /** Whether any row does; null: none waits, or nobody asked. */
  readonly is_due: boolean | null;
  readonly rows: readonly Row[] | null;
}

/** Transaction ids mean nothing on another server, such as a standby that was promoted without the last of them. */
const SERVER = 'extract(epoch FROM pg_postmaster_start_time())::text';

const SEEN_TO = `SELECT ${SERVER} AS server, pg_current_snapshot()::text AS snapshot`;

/**
 * Rows of transactions that this snapshot sees and the one before did not. Those that ran then and are over now cost one look in the
 * index each. Those that came later are one range of it. So no row is missed, in whatever order they commit. None is read twice,
 * however long another transaction stays open. On another server all rows are read.
 *
 * Parameters: $1 the server of the snapshot before, $2 that snapshot. $3 and $4: writer and id of the last row of the page before.
 * $5: whether rows may wait. The look for them passes by all that were done while a transaction has been open.
 */
const READ = `
  WITH now AS (${SEEN_TO}),
  before AS (SELECT $2::pg_snapshot AS snapshot FROM now WHERE server = $1),
  news (first, last) AS (
    SELECT xip, xip FROM before, now, pg_snapshot_xip(before.snapshot) AS xip
    WHERE pg_visible_in_snapshot(xip, now.snapshot::pg_snapshot)
    UNION ALL
    SELECT coalesce((SELECT pg_snapshot_xmax(snapshot) FROM before), '0'::xid8), pg_snapshot_xmax(now.snapshot::pg_snapshot) FROM now),
  page AS (
    SELECT one.* FROM news, LATERAL (
      SELECT id, writer, erase_at <= now() AS is_due,
             json_build_object('corpus', corpus, 'documentId', document, 'incarnation', incarnation) AS cite
      FROM trivet.erasures
      WHERE writer BETWEEN news.first AND news.last AND (writer, id) > ($3::xid8, $4::uuid)
      ORDER BY erasures.writer, id LIMIT ${PAGE}) AS one
    ORDER BY one.writer, one.id LIMIT ${PAGE})
  SELECT now.*, (SELECT json_agg(json_build_object('id', id, 'writer', writer::text, 'is_due', is_due, 'cite', cite)) FROM page) AS rows,
         CASE WHEN $5::boolean THEN
           (SELECT min(erase_at) <= now() FROM trivet.erasures WHERE erase_at IS NOT NULL) END AS is_due
  FROM now`;

/** What was never tried before what failed, and nobody waits for rows that somebody else takes. */
const TAKE = `
  UPDATE trivet.erasures SET erase_at = now() + interval '${TAKEN_FOR_MS} ms'
  WHERE id = ANY (ARRAY(SELECT id FROM trivet.erasures WHERE erase_at <= now()
                        ORDER BY erase_at LIMIT $1 FOR UPDATE SKIP LOCKED))
  RETURNING id, corpus, document AS "documentId", incarnation`;

/**
 * The row is news once more: an instance may have taken the words up again while the shared store still had them. Nothing is left
 * for versions either that know of no incarnations.
 */
const FINISH = `
  UPDATE trivet.erasures SET erase_at = NULL, due_at = NULL, writer = pg_current_xact_id()
  WHERE id = ANY ($1) AND erase_at IS NOT NULL`;

/** What was deleted or moved to another corpus, as its transaction left it in the database for all instances. */
@Injectable()
export class ErasureLog {
  /** Null until a first look: then every row is news. */
  private seenTo: SeenTo | null = null;
  /** Whether rows may wait for the shared store: one was read that does, or nobody has looked yet. */
  private mayWait = true;

  constructor(private readonly sql: Sql) {}

  /**
   * Begins at this moment. What was committed before it concerns nothing that is retrieved after it. To be called before anything is.
   * @throws when the database cannot be reached; all rows are then read by the first look
   */
  async begin(): Promise<void> {
    const { rows } = await this.sql.query<SeenTo & QueryResultRow>({ text: SEEN_TO });
    this.seenTo = rows[0] ?? null;
  }

  /**
   * Gives the erasures that are news since the last call, each once.
   * @throws when the database cannot be reached; the next call then begins where this one did
   */
  async read(each: (news: ErasureNews) => void): Promise<Waiting> {
    const first = await this.page(null);
    const waits = [first.is_due];
    for (let { rows } = first; rows;) {
      each(newsIn(rows));
      waits.push(...rows.map((row) => row.is_due));
      const last = rows.at(-1);
      rows = last && rows.length === PAGE ? (await this.page(last)).rows : null;
    }
    this.seenTo = { server: first.server, snapshot: first.snapshot };
    this.mayWait = waits.includes(true) || waits.includes(false);
    if (waits.includes(true)) return 'due';
    return this.mayWait ? 'later' : 'none';
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

  private async page(after: Row | null): Promise<Page> {
    const { server = '', snapshot = null } = this.seenTo ?? {};
    const values = [server, snapshot, after?.writer ?? '0', after?.id ?? FIRST_ID, this.mayWait];
    const { rows } = await this.sql.query<Page>({ text: READ, values });
    const [page] = rows;
    if (!page) throw new Error('SELECT returned no row.');
    return page;
  }
}

function newsIn(rows: readonly Row[]): ErasureNews {
  const cites = (isDone: boolean): Citation[] =>
    rows.filter((row) => (row.is_due === null) === isDone).map(({ cite }) => cite);
  return { committed: cites(false), done: cites(true) };
}
