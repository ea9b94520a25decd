import type { QueryConfig, QueryResult, QueryResultRow } from 'pg';

/**
 * The primary database that holds the watched tables, as the core uses it: single statements on any connection. An
 * abstract class, so that it is its own Nest token.
 */
export abstract class Sql {
  /** @throws when the database cannot be reached or refuses the statement; stamps are then unknown, caches empty */
  abstract query<Row extends QueryResultRow>(statement: QueryConfig): Promise<QueryResult<Row>>;
}

/** The same for stamp reads alone, on connections of their own: slow searches must not delay them. */
export abstract class StampSql extends Sql {}
