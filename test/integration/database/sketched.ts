import { EmbeddingModel } from '../../../src/core';
import { Sketcher } from '../../../src/notes/search-structure/sketcher';
import { withDatabase, type GivenDatabase } from '../../support/with-database';

export const OURS = 'acme/w/eng';
export const DIMENSIONS = 24;

/** A numbered text has the same made-up vector everywhere, of positive components alone. */
function vectorOf(n: number): Float32Array {
  let state = n * 2_654_435_761 + 1;
  const next = (): number => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32;
  for (let skipped = 0; skipped < 8; skipped++) next();
  const vector = Float32Array.from({ length: DIMENSIONS }, next);
  const length = Math.hypot(...vector);
  return vector.map((x) => x / length);
}

export class MadeUp extends EmbeddingModel {
  readonly modelId = 'made-up';
  readonly name = this.modelId;
  readonly dimensions = DIMENSIONS;
  readonly maxTokens = 512;
  readonly relevanceFloor = 0;

  embed(texts: readonly string[]): Promise<Float32Array[]> {
    return Promise.resolve(texts.map((_, n) => vectorOf(-1 - n)));
  }

  countTokens(texts: readonly string[]): Promise<number[]> {
    return Promise.resolve(texts.map(({ length }) => length));
  }
}

export const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const textOf = (vector: Float32Array): string => `[${vector.join(',')}]`;
export const textOfVector = (n: number): string => textOf(vectorOf(n));

export interface GivenSketches extends GivenDatabase {
  readonly sketcher: Sketcher;
  /** Sketches what is there. */
  run(): ReturnType<Sketcher['run']>;
  /** Notes of one chunk each, with the numbers from `first` on, by plain SQL. */
  write(first: number, count: number, tenant?: string): Promise<void>;
  /** Chunks without the sketch that is theirs, and sketches without their chunk. */
  wrong(): Promise<unknown[]>;
  /** What the ten passages are made of that a search tells: it looks for 30 then. */
  nearest(n: number, corpora?: readonly string[]): Promise<unknown[]>;
  /** The same by a look at all vectors. */
  exactly(n: number, corpora?: readonly string[]): Promise<unknown[]>;
}

/** A database of made-up vectors for each test. */
export function withSketches(): GivenSketches {
  const given = withDatabase('test');
  const { rows: rowsOf } = given;
  const sketcher = (): Sketcher => new Sketcher(given.database, new MadeUp());

  beforeEach(async () => {
    // Nothing here searches by words, and to index them is half of what a note takes.
    await rowsOf('DROP INDEX chunks_words, notes_words');
    await rowsOf(
      `INSERT INTO embedding_space (model_id, dimensions, chunker) VALUES ('made-up', ${DIMENSIONS}, 2)`,
    );
  });

  return {
    ...given,
    get sketcher() {
      return sketcher();
    },
    run: () => sketcher().run(() => undefined),
    write: async (first, count, tenant = 'acme') => {
      const numbers = Array.from({ length: count }, (_, at) => first + at);
      const values = [numbers.map(idOf), numbers.map(textOfVector), tenant];
      await rowsOf(NOTES, values);
      await rowsOf(CHUNKS, values);
    },
    wrong: () => rowsOf(WRONG),
    nearest: async (n, corpora = [OURS]) =>
      (await rowsOf('SELECT chunk_id FROM trivet.by_meaning($1, $2, 30)', [corpora, textOfVector(n)]))
        .map(({ chunk_id }) => chunk_id)
        .slice(0, 10),
    exactly: async (n, corpora = [OURS]) =>
      (await rowsOf(EXACTLY, [corpora, textOfVector(n)])).map(({ id }) => id),
  };
}

const NOTES = `
  INSERT INTO notes (id, tenant, workspace, owner, visibility, title, body)
  SELECT id, $3, 'eng', 'ann', 'workspace', 'Note', '' FROM unnest($1::uuid[], $2::text[]) AS r (id, vector)`;

const CHUNKS = `
  INSERT INTO chunks (id, note_id, corpus, ordinal, section, content, hash, embedding)
  SELECT id, id, $3 || '/w/eng', 0, '{}', id::text, md5(id::text), vector::vector
  FROM unnest($1::uuid[], $2::text[]) AS r (id, vector)`;

const WRONG = `
  SELECT coalesce(c.id, s.chunk_id) AS id FROM chunks AS c
  FULL JOIN sketches AS s ON s.chunk_id = c.id AND s.corpus = c.corpus
    AND s.sketch = (SELECT trivet.sketch_of(c.embedding, thresholds) FROM embedding_space)
    AND s.tie = hashtextextended(c.hash, 0)
  WHERE c.id IS NULL OR s.chunk_id IS NULL`;

const EXACTLY = 'SELECT id FROM chunks WHERE corpus = ANY ($1) ORDER BY embedding <=> $2, hash LIMIT 10';
