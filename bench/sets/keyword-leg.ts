import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { vector } from '@electric-sql/pglite-pgvector';
import type { Found, SetQuestion } from './measured';
import { outcomeOf, type Outcome } from './measure';

/**
 * The keyword leg as hybrid search calls it, without the vectors and without the fusion. No setting has it alone.
 *
 * `word_hits` gives its rows best first.
 */
const WORDED = `
  SELECT c.note_id, c.content
  FROM trivet.word_hits(ARRAY(SELECT DISTINCT corpus FROM chunks), $1::text, 5, '{}'::uuid[]) WITH ORDINALITY AS hit (id, words, share, place)
  JOIN chunks AS c ON c.id = hit.id ORDER BY hit.place LIMIT 5`;

/** @param dataDir of a server that has ended */
export async function askByWords(
  dataDir: string,
  { keys, questions }: { keys: Map<string, string>; questions: readonly SetQuestion[] },
): Promise<Outcome[]> {
  const database = await PGlite.create({ dataDir: join(dataDir, 'postgres'), extensions: { vector } });
  try {
    const outcomes: Outcome[] = [];
    for (const question of questions) {
      const startedAt = performance.now();
      const { rows } = await database.query<Found>(WORDED, [question.ask]);
      const retrievalMs = performance.now() - startedAt;
      outcomes.push(outcomeOf(question, { keys, sources: rows, retrievalMs }));
    }
    return outcomes;
  } finally {
    await database.close();
  }
}
