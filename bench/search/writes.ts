import type { Pool } from 'pg';
import type { NotesService } from '../../src/notes/notes.service';
import { SCOPES, type Loaded } from './corpora';
import { percentile } from './looks';

const ROUNDS = 5;
const NOTES_PER_ROUND = 150;
const WRITERS = 2;

/** Whose notes they are, so that they can be removed. */
const WRITER = 'writer';

/** Four chunks in the built-in chunker's cut. */
const CHUNKS_PER_NOTE = 4;

/**
 * Notes per second through the product's own writes, whose vectors are there at once. In turns, the same rows are inserted into
 * a bare table, with one key and nothing that watches it: a busy machine slows both.
 */
export async function printWrites({ product, sql }: Loaded): Promise<void> {
  await sql.query('DROP TABLE IF EXISTS made.bare; CREATE TABLE made.bare (LIKE chunks, PRIMARY KEY (id))');
  await round(product.notes, -1);
  const rates: number[] = [];
  const bare: number[] = [];
  for (let n = 0; n < ROUNDS; n++) {
    bare.push(await bareRound(sql));
    rates.push(await round(product.notes, n));
  }
  await sql.query('DELETE FROM notes WHERE owner = $1', [WRITER]);
  const [rate, control] = [percentile(rates, 50), percentile(bare, 50)];
  console.log(
    `writes: ${rate.toFixed(1)} notes of ${CHUNKS_PER_NOTE} chunks a second (${rates.map((r) => r.toFixed(0)).join(', ')}), ` +
      `${(rate / control).toFixed(3)} of a bare table (${control.toFixed(0)} a second)`,
  );
}

async function round(notes: NotesService, n: number): Promise<number> {
  return perSecond(async (i) => {
    const tenant = `scope-${SCOPES[i % SCOPES.length] ?? 0}`;
    const principal = { tenant, user: WRITER, workspaces: ['all'], roles: [] };
    const sections = Array.from({ length: CHUNKS_PER_NOTE }, (_, k) => section(`${n} ${i} ${k}`));
    const draft = { title: `Note ${n} ${i}`, body: sections.join('\n\n') };
    await notes.create(principal, { ...draft, visibility: 'workspace', workspace: 'all' });
  });
}

/** Long enough to be a chunk of its own. */
function section(name: string): string {
  const sentences = Array.from({ length: 18 }, (_, i) => `Sentence ${i} of section ${name} says this.`);
  return `## Section ${name}\n\n${sentences.join(' ')}`;
}

async function bareRound(sql: Pool): Promise<number> {
  return perSecond(async () => {
    await sql.query(
      `INSERT INTO made.bare
       SELECT gen_random_uuid(), note_id, corpus, ordinal, section, content, hash, embedding
       FROM chunks LIMIT $1`,
      [CHUNKS_PER_NOTE],
    );
  });
}

async function perSecond(write: (i: number) => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  let next = 0;
  const writer = async (): Promise<void> => {
    while (next < NOTES_PER_ROUND) await write(next++);
  };
  await Promise.all(Array.from({ length: WRITERS }, writer));
  return (NOTES_PER_ROUND * 1_000) / (performance.now() - startedAt);
}
