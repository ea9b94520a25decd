import type { QueryResultRow } from 'pg';
import type { Sql } from '../../ports/sql';
import type { CacheKey } from '../../question/keys';
import type { ShelvedVector, VectorShelf } from './vector-layer';

interface Row extends QueryResultRow {
  readonly key: string;
  readonly vector: Buffer;
  readonly stored_at: Date;
  readonly expires_at: Date;
}

/** Rows kept at most: 384 floats each, about 100 MB. */
const MAX_ROWS = 50_000;

/** Trimming reads the whole index, so not at every store. */
const TRIM_EVERY_ROWS = 1_000;

/**
 * L2 on disk, in the database: without Redis the vectors of questions and notes survive a restart here, at a
 * look-up by primary key. Entries are checked as untrusted: a row of a wrong length or with a number that is none is no
 * entry.
 */
export class VectorTable implements VectorShelf {
  private sinceTrim = 0;

  /** @param dimensions length of every vector; rows of another length are ignored */
  constructor(
    private readonly sql: Sql,
    private readonly dimensions: number,
  ) {}

  async take(keys: readonly CacheKey[]): Promise<(ShelvedVector | null)[]> {
    const { rows } = await this.sql.query<Row>({
      text: 'SELECT key, vector, stored_at, expires_at FROM trivet.vectors WHERE key = ANY($1) AND expires_at > now()',
      values: [keys],
    });
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return keys.map((key) => this.read(byKey.get(key)));
  }

  async put(vectors: readonly (ShelvedVector & { readonly key: CacheKey })[]): Promise<void> {
    await this.sql.query({
      text: `INSERT INTO trivet.vectors (key, vector, stored_at, expires_at)
       SELECT key, vector, to_timestamp(stored / 1000.0), to_timestamp(expires / 1000.0)
       FROM unnest($1::text[], $2::bytea[], $3::float8[], $4::float8[]) AS v (key, vector, stored, expires)
       ON CONFLICT (key) DO UPDATE
       SET vector = excluded.vector, stored_at = excluded.stored_at, expires_at = excluded.expires_at`,
      values: [
        vectors.map(({ key }) => key),
        vectors.map(({ vector }) => Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength)),
        vectors.map(({ storedAt }) => storedAt),
        vectors.map(({ expiresAt }) => expiresAt),
      ],
    });
    await this.trim(vectors.length);
  }

  async drop(keys: readonly CacheKey[]): Promise<void> {
    await this.sql.query({ text: 'DELETE FROM trivet.vectors WHERE key = ANY($1)', values: [keys] });
  }

  private read(row: Row | undefined): ShelvedVector | null {
    if (!row || row.vector.byteLength !== this.dimensions * Float32Array.BYTES_PER_ELEMENT) return null;
    // A copy: the driver's buffer may begin at an address that Float32Array cannot read from.
    const vector = new Float32Array(Uint8Array.from(row.vector).buffer);
    if (!vector.every((number) => Number.isFinite(number))) return null;
    return { vector, storedAt: row.stored_at.getTime(), expiresAt: row.expires_at.getTime() };
  }

  private async trim(added: number): Promise<void> {
    this.sinceTrim += added;
    if (this.sinceTrim < TRIM_EVERY_ROWS) return;
    this.sinceTrim = 0;
    await this.sql.query({ text: 'DELETE FROM trivet.vectors WHERE expires_at <= now()' });
    await this.sql.query({
      text: 'DELETE FROM trivet.vectors WHERE key IN (SELECT key FROM trivet.vectors ORDER BY stored_at DESC OFFSET $1)',
      values: [MAX_ROWS],
    });
  }
}
