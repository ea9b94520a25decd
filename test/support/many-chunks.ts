import type { ClientBase, Pool } from 'pg';
import { vectorText } from '../../src/core/semantic/vector-text';
import { gaussian, seeded, unit } from './seeded';

/** A text and its vector, which many chunks are made like. */
export interface Base {
  readonly content: string;
  /** Of unit length. */
  readonly vector: Float32Array;
}

/** A note to be, in the workspace of a tenant. */
export interface PlannedNote {
  /** Names the note, and is its place in the order of life. */
  readonly at: number;
  readonly tenant: string;
  readonly workspace: string;
  readonly chunks: readonly PlannedChunk[];
}

export interface PlannedChunk {
  /** Which base it is made like. */
  readonly base: number;
  /** Which noise is added to the vector of its base; any number. */
  readonly noise: number;
}

/** How many noises there are by default. Every chunk of one base and one noise has one vector. */
const NOISES = 4_096;

export interface Likeness {
  /** Length of the noise, where a base has length 1. */
  readonly spread: number;
  /** How many noises there are. The embedded engine takes 2 s of a processor for 1,000 of 384 dimensions. */
  readonly noises?: number | undefined;
}

type Sql = Pick<Pool | ClientBase, 'query'>;

/**
 * Hundreds of thousands of chunks in the tables of the product. Only bases are sent: the database adds noise to their vectors.
 * The rows are those that the product writes, into the same columns.
 */
export class ManyChunks {
  private constructor(private readonly sql: Sql) {}

  static async of(
    sql: Sql,
    bases: readonly Base[],
    { spread, noises: count = NOISES }: Likeness,
  ): Promise<ManyChunks> {
    const dimensions = bases[0]?.vector.length ?? 0;
    const chunks = new ManyChunks(sql);
    await sql.query(`DROP SCHEMA IF EXISTS made CASCADE; CREATE SCHEMA made;
      CREATE TABLE made.bases (i integer PRIMARY KEY, content text NOT NULL, embedding vector NOT NULL);
      CREATE TABLE made.noises (i integer PRIMARY KEY, embedding vector NOT NULL)`);
    await chunks.addBases(bases, 0);
    await inPortions(noises(dimensions, spread, count), async (portion, from) => {
      await sql.query(
        `INSERT INTO made.noises SELECT $1 + n - 1, embedding::vector
         FROM unnest($2::text[]) WITH ORDINALITY AS noise (embedding, n)`,
        [from, portion.map(vectorText)],
      );
    });
    await sql.query('ANALYZE made.bases, made.noises');
    return chunks;
  }

  /** With the bases that are there from before. */
  static over(sql: Sql): ManyChunks {
    return new ManyChunks(sql);
  }

  /** @param first number of the first one; what is there from before is replaced */
  async addBases(bases: readonly Base[], first: number): Promise<void> {
    await inPortions(bases, async (portion, from) => {
      await this.sql.query(
        `INSERT INTO made.bases SELECT $1 + n - 1, content, embedding::vector
         FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS base (content, embedding, n)
         ON CONFLICT (i) DO UPDATE SET content = excluded.content, embedding = excluded.embedding`,
        [
          first + from,
          portion.map(({ content }) => content),
          portion.map(({ vector }) => vectorText(vector)),
        ],
      );
    });
  }

  /** Writes all notes in one transaction, with their chunks, in the given order. */
  async write(notes: readonly PlannedNote[]): Promise<void> {
    const chunks = notes.flatMap(({ at, chunks: planned }) =>
      planned.map((chunk, ordinal) => ({ ...chunk, at, ordinal })),
    );
    await this.sql.query(WRITE, [
      notes.map(({ at }) => noteId(at)),
      notes.map(({ tenant }) => tenant),
      notes.map(({ workspace }) => workspace),
      chunks.map(({ at }) => noteId(at)),
      chunks.map(({ at, ordinal }) => chunkId(at, ordinal)),
      chunks.map(({ ordinal }) => ordinal),
      chunks.map(({ base }) => base),
      chunks.map(({ noise }) => noise),
    ]);
  }

  /** Gives the first chunk of each note the text and the vector of another base, as an edit does. */
  async edit(notes: readonly PlannedNote[]): Promise<void> {
    await this.sql.query(EDIT, [
      notes.map(({ at }) => chunkId(at, 0)),
      notes.map(({ chunks }) => chunks[0]?.base),
      notes.map(({ chunks }) => chunks[0]?.noise ?? 0),
    ]);
  }

  async remove(notes: readonly Pick<PlannedNote, 'at'>[]): Promise<void> {
    await this.sql.query('DELETE FROM notes WHERE id = ANY($1)', [notes.map(({ at }) => noteId(at))]);
  }
}

const WRITE = `
  WITH added AS (
    INSERT INTO notes (id, tenant, workspace, owner, visibility, title, body)
    SELECT id, tenant, workspace, 'ann', 'workspace', 'Note ' || right(id::text, 12), ''
    FROM unnest($1::uuid[], $2::text[], $3::text[]) WITH ORDINALITY AS note (id, tenant, workspace, n) ORDER BY n
    RETURNING id, corpus
  )
  INSERT INTO chunks (id, note_id, corpus, ordinal, section, content, hash, embedding)
  SELECT chunk.id, note, corpus, ordinal, '{}', content, encode(sha256(convert_to(chunk.id::text, 'UTF8')), 'hex'),
    l2_normalize(bases.embedding + noises.embedding)
  FROM unnest($4::uuid[], $5::uuid[], $6::integer[], $7::integer[], $8::integer[])
      WITH ORDINALITY AS chunk (note, id, ordinal, base, noise, n)
    JOIN added ON added.id = note JOIN made.bases ON bases.i = base JOIN made.noises ON noises.i = noise % (SELECT count(*)::integer FROM made.noises)
  ORDER BY n`;

const EDIT = `
  UPDATE chunks SET content = bases.content, embedding = l2_normalize(bases.embedding + noises.embedding),
    hash = encode(sha256(convert_to(chunks.id::text || base, 'UTF8')), 'hex')
  FROM unnest($1::uuid[], $2::integer[], $3::integer[]) AS edited (id, base, noise)
    JOIN made.bases ON bases.i = base JOIN made.noises ON noises.i = noise % (SELECT count(*)::integer FROM made.noises)
  WHERE chunks.id = edited.id`;

const EPOCH_MS = 1_700_000_000_000;

/** Ids of the same form as the product's, UUIDs of version 7, in the order of life. */
export const noteId = (at: number): string => idOf(at, 0);
const chunkId = (at: number, ordinal: number): string => idOf(at, 1 + ordinal);

function idOf(at: number, kind: number): string {
  const time = (EPOCH_MS + at).toString(16).padStart(12, '0');
  const middle = kind.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${middle}-8000-${at.toString(16).padStart(12, '0')}`;
}

function noises(dimensions: number, spread: number, count: number): Float32Array[] {
  const next = gaussian(seeded(dimensions));
  const size = spread / Math.sqrt(dimensions);
  return Array.from({ length: count }, () => Float32Array.from({ length: dimensions }, () => next() * size));
}

/** Vectors of independent directions, which stand for texts that have nothing to do with each other. */
export function madeUpBases(count: number, dimensions: number, seed: number): Base[] {
  const next = gaussian(seeded(seed));
  return Array.from({ length: count }, (_, i) => ({
    content: `Text ${i}.`,
    vector: unit(Float32Array.from({ length: dimensions }, next)),
  }));
}

async function inPortions<T>(
  items: readonly T[],
  work: (portion: T[], from: number) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += PORTION)
    await work(items.slice(from, from + PORTION), from);
}

/** Vectors of 3,072 dimensions take 35 kB each as text. */
const PORTION = 500;
