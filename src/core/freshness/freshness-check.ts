import type { QueryResultRow } from 'pg';
import type { Sql } from '../ports/sql';

/** Something because of which a committed change may leave its stamp as it is. */
export interface FreshnessProblem {
  /** The table, or `*` for the epoch. */
  readonly watched: string;
  readonly trigger: string | null;
  /** What is wrong and what to do about it. */
  readonly problem: string;
}

/**
 * For readiness: an instance with problems may serve what the data no longer supports. Rows that disagree are none of them: a
 * search tells nothing of them, and looking at all rows takes too long. `trivet.problems()` has both.
 * @returns nothing when every trigger is enabled as it was installed
 * @throws what `pg` throws
 */
export async function readinessProblems(sql: Sql): Promise<readonly FreshnessProblem[]> {
  const { rows } = await sql.query<FreshnessProblem & QueryResultRow>({
    text: 'SELECT watched, trigger, problem FROM trivet.watch_problems()',
  });
  return rows;
}
