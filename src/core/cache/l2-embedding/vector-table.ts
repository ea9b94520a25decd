import type { QueryResultRow } from 'pg';
import type { Sql } from '../../ports/sql';
import type { CacheKey } from '../../question/keys';
import { TIMELESS } from '../contract';
import type { Entry, Found, Store } from '../store/store';
import { bytesOfVector, vectorOfBytes } from './vector-bytes';

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
 * look-up by primary key. Rows are checked as untrusted: one of a wrong length, or with a number that is none, is unreadable.
 */
export class VectorTable implements Store<Float32Array> {
  private sinceTrim = 0;

  /** @param dimensions length of every vector; rows of another length are unreadable */
  constructor(
    private readonly sql: Sql,
    private readonly dimensions: number,
  ) {}

  async getMany(keys: readonly CacheKey[]): Promise<Found<Float32Array>[]> {
    const { rows } = await this.sql.query<Row>({
      text: 'SELECT key, vector, stored_at, expires_at FROM trivet.vectors WHERE key = ANY($1) AND expires_at > now()',
      values: [keys],
    });
    const byKey = new Map(rows.map((row) => [row.key, row]));
    return keys.map((key) => this.read(key, byKey.get(key)));
  }

  async setMany(entries: readonly Entry<Float32Array>[]): Promise<void> {
    await this.sql.query({
      text: `INSERT INTO trivet.vectors (key, vector, stored_at, expires_at)
       SELECT key, vector, to_timestamp(stored / 1000.0), to_timestamp(expires / 1000.0)
       FROM unnest($1::text[], $2::bytea[], $3::float8[], $4::float8[]) AS v (key, vector, stored, expires)
       ON CONFLICT (key) DO UPDATE
       SET vector = excluded.vector, stored_at = excluded.stored_at, expires_at = excluded.expires_at`,
      values: [
        entries.map(({ key }) => key),
        entries.map(({ value }) => bytesOfVector(value)),
        entries.map(({ storedAt }) => storedAt),
        entries.map(({ expiresAt }) => expiresAt),
      ],
    });
    await this.trim(entries.length);
  }

  async deleteMany(keys: readonly CacheKey[]): Promise<void> {
    await this.sql.query({ text: 'DELETE FROM trivet.vectors WHERE key = ANY($1)', values: [keys] });
  }

  private read(key: CacheKey, row: Row | undefined): Found<Float32Array> {
    if (!row) return undefined;
    const value = vectorOfBytes(row.vector, this.dimensions);
    if (!value) return 'unreadable';
    const [storedAt, expiresAt] = [row.stored_at.getTime(), row.expires_at.getTime()];
    return { key, value, stamps: TIMELESS, storedAt, expiresAt, cites: [] };
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
