import type { Pool, QueryResultRow } from 'pg';

interface Relation extends QueryResultRow {
  readonly name: string;
  readonly bytes: string;
}

/** Chunks and all that was made of them: every table of the product but those whose rows are not a chunk's. */
const RELATIONS = `
  SELECT nspname || '.' || relname AS name, pg_total_relation_size(pg_class.oid) AS bytes
  FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
  WHERE relkind IN ('r', 'm') AND nspname IN ('public', 'trivet') AND relname NOT IN ('notes', 'marks')
    AND relname NOT LIKE '%migrations' AND pg_total_relation_size(pg_class.oid) > 1000000
  ORDER BY bytes DESC`;

/** Prints the bytes on disk of each chunk, with the indexes of each table. */
export async function printDisk(sql: Pool, when: string): Promise<void> {
  const { rows: counted } = await sql.query<{ chunks: number }>(
    'SELECT count(*)::integer AS chunks FROM chunks',
  );
  const chunks = counted[0]?.chunks ?? 0;
  const { rows } = await sql.query<Relation>(RELATIONS);
  const total = rows.reduce((sum, { bytes }) => sum + Number(bytes), 0);
  const each = rows.map(({ name, bytes }) => `${name} ${(Number(bytes) / chunks).toFixed(0)}`);
  console.log(
    `disk, ${when}: ${(total / chunks).toFixed(0)} bytes per chunk of ${chunks} (${each.join(', ')})`,
  );
}

/** Writes a tenth of all chunks again, with another text and vector, without anybody cleaning up. */
export async function rewriteTenth(sql: Pool): Promise<void> {
  await sql.query(
    `UPDATE chunks SET content = bases.content, embedding = l2_normalize(bases.embedding + noises.embedding)
     FROM made.bases JOIN made.noises ON noises.i = bases.i % 4096
     WHERE hashtext(chunks.id::text) % 10 = 0
       AND bases.i = abs(hashtext(chunks.hash)) % (SELECT count(*) FROM made.bases)`,
  );
}
