import { existsSync } from 'node:fs';
import type { INestApplicationContext } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import type { Settings } from '../../config/settings';
import {
  EmbeddingModel,
  LanguageModel,
  ModelUnavailableError,
  RemoteStore,
  Reranker,
  type ModelEvent,
} from '../../core';
import { DataDirHeldError } from '../../engines/database/data-dir-lock';
import { Database } from '../../engines/database/database';

/** What was looked at, and what was found in one line for a person. */
export interface Finding {
  readonly what: string;
  readonly isWell: boolean;
  readonly told: string;
}

/** A part of what Trivet stands on. `look` returns what it found, and throws what is wrong. */
export interface Check {
  readonly what: string;
  readonly look: () => Promise<string>;
}

/** Looks at one part. Never rejects. */
export async function findingOf({ what, look }: Check): Promise<Finding> {
  try {
    return { what, isWell: true, told: await look() };
  } catch (error) {
    return { what, isWell: false, told: reasonOf(error) };
  }
}

/** A model's error says why it did not answer and what to do about it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ModelUnavailableError) return error.because;
  return error.cause instanceof Error ? `${error.message} ${error.cause.message}` : error.message;
}

/** Changes nothing: neither migrates nor creates a data folder. */
export function databaseCheck({ database: settings, server: { dataDir } }: Settings): Check {
  const look = async (): Promise<string> => {
    if (settings.url === undefined && !existsSync(dataDir))
      return `embedded; the first start creates ${dataDir}`;
    try {
      const database = await Database.open({ ...settings, dataDir });
      try {
        return await describeDatabase(database);
      } finally {
        await database.close();
      }
    } catch (error) {
      if (error instanceof DataDirHeldError) return `embedded, in use by the server that runs on ${dataDir}`;
      throw error;
    }
  };
  return { what: 'Database', look };
}

interface DatabaseRow extends QueryResultRow {
  readonly server: string;
  /** Version of pgvector. */
  readonly vector: string | null;
  readonly notes: boolean;
  /** Whether it can tell which rows disagree. */
  readonly compared: boolean;
}

/** Looks at every row, which takes .8 s for 300,000 chunks (two cores, load 5). */
async function refuseProblems(database: Database): Promise<void> {
  const text = 'SELECT watched, problem FROM trivet.problems()';
  const { rows } = await database.query<{ watched: string; problem: string }>({ text });
  if (rows.length > 0)
    throw new Error(rows.map(({ watched, problem }) => `${watched}: ${problem}.`).join(' '));
}

async function describeDatabase(database: Database): Promise<string> {
  const { rows } = await database.query<DatabaseRow>({
    text: `SELECT current_setting('server_version') AS server,
             (SELECT default_version FROM pg_available_extensions WHERE name = 'vector') AS vector,
             to_regclass('public.notes') IS NOT NULL AS notes,
             to_regproc('trivet.row_problems') IS NOT NULL AS compared`,
  });
  const [row] = rows;
  if (!row) throw new Error('SELECT returned no row.');
  if (row.vector === null)
    throw new Error('pgvector is not installed on this server: install it, 0.8 or later.');
  if (row.compared) await refuseProblems(database);
  const migrated = row.notes ? '' : '; the first start migrates it';
  return `${database.embedded ? 'embedded ' : ''}PostgreSQL ${row.server} with pgvector ${row.vector}${migrated}`;
}

export function redisCheck({ redis }: Settings, app: INestApplicationContext): Check {
  const look = async (): Promise<string> => {
    if (!redis) return 'none is configured; the caches are in the process';
    const startedAt = performance.now();
    await app.get(RemoteStore).ping();
    return `answers in ${ms(startedAt)}`;
  };
  return { what: 'Redis', look };
}

export function embeddingCheck(app: INestApplicationContext): Check {
  const look = async (): Promise<string> => {
    const model = app.get(EmbeddingModel);
    const startedAt = performance.now();
    await model.embed(['Is anybody there?']);
    return `${model.name}, ${model.dimensions} dimensions, in ${ms(startedAt)}`;
  };
  return { what: 'Embedding model', look };
}

/** Two passages that are nobody's. */
export function rerankCheck(app: INestApplicationContext): Check {
  const look = async (): Promise<string> => {
    const model = app.get<Reranker | null>(Reranker);
    if (!model) return 'none is configured; the order of retrieval stands';
    const startedAt = performance.now();
    const passages = ['The doctor is in.', 'The garden is wet.'];
    await model.scores(
      'Is the doctor in?',
      passages.map((content) => ({ title: 'Doctor', section: [], content })),
    );
    return `${model.name}, in ${ms(startedAt)}`;
  };
  return { what: 'Rerank model', look };
}

/** One question over one passage that is nobody's. It may cost a fraction of a cent. */
export function languageCheck(app: INestApplicationContext): Check {
  const look = async (): Promise<string> => {
    const model = app.get(LanguageModel);
    const startedAt = performance.now();
    const evidence = [{ title: 'Doctor', section: [], content: 'The doctor is in.' }];
    const events: ModelEvent[] = [];
    for await (const event of model.stream({ question: 'Is the doctor in?', evidence })) events.push(event);
    const end = events.at(-1);
    if (end?.type !== 'end' || events.length === 1) throw new Error(`${model.name} answered with nothing.`);
    const usage = end.usage?.estimated ? '; it counts no tokens, so costs are estimated' : '';
    const finish =
      end.finish === 'stop' ? '' : `; its answer ended by "${end.finish}", and such answers are not kept`;
    return `${model.name}, in ${ms(startedAt)}${usage}${finish}`;
  };
  return { what: 'Language model', look };
}

function ms(startedAt: number): string {
  return `${Math.round(performance.now() - startedAt)} ms`;
}
