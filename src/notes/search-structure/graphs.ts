import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { escapeLiteral, type QueryResultRow } from 'pg';
import { EmbeddingModel } from '../../core';
import { Database } from '../../engines/database/database';
import { BITS_PER_COMPONENT } from './thresholds';

/**
 * From this many chunks on a corpus has a graph of its own. A look at all sketches takes 25 ms for 100,000, and grows with them. How
 * much of what that look finds the graph finds too was measured at 1,200 chunks only: nine of ten at least.
 */
const GRAPH_FROM_CHUNKS = 150_000;

/** When a corpus has become smaller than this it has no graph any more. The two bounds differ, so that none is built again and again. */
const GRAPH_UP_TO_CHUNKS = 100_000;

/** Chunks since the graph was built that are looked at one by one; then those are left to the graph, which has them too. */
const LOOKED_AT_BESIDES = 20_000;

const PREFIX = 'sketches_graph_';

/** Whether statistics say that there are $1 sketches at all: a count of each corpus reads them all. */
const MAY_BE_LARGE = "SELECT reltuples >= $1 AS yes FROM pg_class WHERE oid = 'public.sketches'::regclass";
const LARGE_CORPORA =
  'SELECT corpus, count(*)::integer AS chunks FROM sketches GROUP BY corpus HAVING count(*) >= $1';

const GRAPHS = 'SELECT corpus, index_name FROM graphs';
/** One at a time, of whichever instance. */
const IS_BUILDING = `
  SELECT EXISTS (SELECT FROM pg_stat_progress_create_index WHERE relid = 'public.sketches'::regclass) AS yes`;
/** Of a building that was ended, of a corpus that has shrunk, or of sketches that a reindex threw away. */
const UNUSED = `
  SELECT relname AS name FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE indrelid = 'public.sketches'::regclass AND starts_with(relname, '${PREFIX}')
    AND relname NOT IN (SELECT index_name FROM graphs)`;

/** $1 corpus. */
const NEWEST =
  'SELECT chunk_id AS id FROM sketches WHERE corpus = $1 ORDER BY corpus DESC, chunk_id DESC LIMIT 1';
/** $1 corpus, $2 index, $3 newest chunk when the building began. Only what is whole and still there is searched with. */
const USE = `
  INSERT INTO graphs (corpus, index_name, since)
  SELECT $1, $2, $3 FROM pg_index WHERE indexrelid = to_regclass('public.' || $2) AND indisvalid ON CONFLICT DO NOTHING`;
const FORGET = 'DELETE FROM graphs WHERE corpus = $1';
/** Searches would sort a whole corpus instead. Two instances that tend at once, a DROP INDEX by hand and a partial restore do that. */
const FORGET_LOST = `
  DELETE FROM graphs WHERE NOT EXISTS (
    SELECT FROM pg_index WHERE indexrelid = to_regclass('public.' || index_name) AND indisvalid)`;
/** $1 how many are looked at besides. */
const MOVE_SINCE = `
  UPDATE graphs SET since = later.chunk_id FROM graphs AS g, LATERAL (
    SELECT chunk_id FROM sketches AS s WHERE s.corpus = g.corpus AND s.chunk_id > g.since ORDER BY chunk_id OFFSET $1 LIMIT 1
  ) AS later WHERE graphs.corpus = g.corpus`;

/** Builds, renews and drops the graphs of large corpora, off the request path. What others write never changes a corpus's graph. */
@Injectable()
export class Graphs {
  constructor(
    private readonly database: Database,
    private readonly model: EmbeddingModel,
  ) {}

  /** @throws {DatabaseUnavailableError} */
  async tend(from = GRAPH_FROM_CHUNKS): Promise<void> {
    if (await this.is(IS_BUILDING)) return;
    await this.rows(FORGET_LOST);
    const upTo = Math.min(from, GRAPH_UP_TO_CHUNKS);
    const sizes = (await this.is(MAY_BE_LARGE, [upTo])) ? await this.large(upTo) : new Map<string, number>();
    const known = await this.rows<{ corpus: string; index_name: string }>(GRAPHS);
    for (const { corpus } of known) if (!sizes.has(corpus)) await this.rows(FORGET, [corpus]);
    for (const { name } of await this.rows<{ name: string }>(UNUSED))
      await this.database.build(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
    await this.rows(MOVE_SINCE, [LOOKED_AT_BESIDES]);
    const has = new Set(known.map(({ corpus }) => corpus));
    for (const [corpus, chunks] of sizes) if (chunks >= from && !has.has(corpus)) await this.build(corpus);
  }

  private async build(corpus: string): Promise<void> {
    const [newest] = await this.rows<{ id: string }>(NEWEST, [corpus]);
    if (!newest) return;
    const name = PREFIX + createHash('sha256').update(corpus).digest('hex').slice(0, 16);
    const bits = BITS_PER_COMPONENT * this.model.dimensions;
    await this.database.build(
      `CREATE INDEX CONCURRENTLY IF NOT EXISTS ${name} ON sketches
       USING hnsw ((sketch::bit(${bits})) bit_hamming_ops) WHERE corpus = ${escapeLiteral(corpus)}`,
    );
    await this.rows(USE, [corpus, name, newest.id]);
  }

  private async large(upTo: number): Promise<Map<string, number>> {
    const rows = await this.database.readUnhurried<{ corpus: string; chunks: number }>(LARGE_CORPORA, [upTo]);
    return new Map(rows.map(({ corpus, chunks }) => [corpus, chunks]));
  }

  private async is(text: string, values: unknown[] = []): Promise<boolean> {
    return (await this.rows<{ yes: boolean }>(text, values))[0]?.yes === true;
  }

  private async rows<Row extends QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.database.query<Row>({ text, values })).rows;
  }
}
