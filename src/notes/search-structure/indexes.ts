import { Injectable } from '@nestjs/common';
import { Database } from '../../engines/database/database';

/** An index that a search needs, and that takes long to build over many rows. */
export interface SearchIndex {
  readonly name: string;
  /** What stands behind `CREATE INDEX CONCURRENTLY name`. */
  readonly definition: string;
}

/** Of a table of chunks, as in migrations/notes/0008_words.sql. */
export const chunksWords = (table: string): SearchIndex => ({
  name: 'chunks_words',
  definition: `ON ${table} USING gin (trivet.chunk_words(corpus, section, content)) WITH (fastupdate = off)`,
});

/** An index on an expression, of which ANALYZE would compute every row's words. */
export const withoutStatistics = (name: string): string =>
  `ALTER INDEX ${name} ALTER COLUMN 1 SET STATISTICS 0`;

/** The words of chunks and titles. */
const SEARCH_INDEXES: readonly SearchIndex[] = [
  chunksWords('chunks'),
  {
    name: 'notes_words',
    definition: 'ON notes USING gin (trivet.title_words(corpus, id, title)) WITH (fastupdate = off)',
  },
];

/** Searches find more with an index of words. What was found without is not used again. */
const CHANGE_EPOCH = "SELECT trivet.touch('{*}')";

/** What former versions searched with. Programs of theirs that still run are slower without, and find the same. */
const FORMER = ['chunks_embedding'];

/**
 * $1 name, in the schema of chunks. An index is there and not valid while it is built, and after its building was ended. The server may
 * finish a building whose process has gone: then the index is valid, and nobody has said so.
 */
const INDEX_STATE = `
  SELECT CASE WHEN indisvalid AND (SELECT attstattarget = 0 FROM pg_attribute WHERE attrelid = indexrelid AND attnum = 1) THEN 'valid'
    WHEN indisvalid THEN 'untold'
    WHEN EXISTS (SELECT FROM pg_stat_progress_create_index WHERE index_relid = indexrelid) THEN 'building' ELSE 'invalid' END AS state
  FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
  WHERE relname = $1 AND relnamespace = (SELECT relnamespace FROM pg_class WHERE oid = 'public.chunks'::regclass)`;

type IndexState = 'missing' | 'building' | 'invalid' | 'untold' | 'valid';

/** Builds indexes while notes are read and written. */
@Injectable()
export class SearchIndexes {
  constructor(private readonly database: Database) {}

  /** What another instance is building is left to it. Two that begin at once may fail, and are called again. */
  async build(): Promise<void> {
    for (const { name, definition } of SEARCH_INDEXES) {
      const state = await this.state(name);
      if (state === 'valid' || state === 'building') continue;
      if (state === 'invalid') await this.database.build(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
      await this.database.build(`CREATE INDEX CONCURRENTLY IF NOT EXISTS ${name} ${definition}`);
      await this.tell(name);
    }
  }

  /** That the index is used from now on: together, so that both are done again where neither was. */
  private async tell(name: string): Promise<void> {
    await this.database.transaction(async (client) => {
      await client.query(CHANGE_EPOCH);
      await client.query(withoutStatistics(name));
    });
  }

  async dropFormer(): Promise<void> {
    for (const name of FORMER) {
      if ((await this.state(name)) !== 'missing')
        await this.database.build(`DROP INDEX CONCURRENTLY IF EXISTS ${name}`);
    }
  }

  private async state(name: string): Promise<IndexState> {
    const { rows } = await this.database.query<{ state: IndexState }>({ text: INDEX_STATE, values: [name] });
    return rows[0]?.state ?? 'missing';
  }
}
