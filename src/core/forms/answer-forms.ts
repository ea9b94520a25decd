import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { Answer, AnswerFormat, JsonSchema, Principal } from '../ports/words';
import { cacheKey, type CacheKey } from '../question/keys';
import { canonicalSchema } from '../question/format-parts';
import { limitProblem } from './schema-limits';
import type { SchemaPair, SchemaProblem, SchemaReport } from './schema.messages';
import { SchemaThread } from './schema-thread';

/** Formats that are known to be usable or not: programs send the same few with every question. */
const REMEMBERED = 1_000;

/** A busy machine may have been why a schema took too long. */
const LATE_TTL_MS = 60_000;

const LATE: SchemaProblem = { at: 0, message: 'It takes too long to check; make it simpler.' };

type Said = Pick<Answer, 'text' | 'calls'>;
type Calls = Extract<AnswerFormat, { kind: 'call' }>;

/** Answers in a form: whether a form can be had, and whether an answer has it. Both take bounded time, whatever the schema is. */
@Injectable()
export class AnswerForms implements OnApplicationShutdown {
  private readonly thread = new SchemaThread();
  private readonly known = new LRUCache<CacheKey, { readonly problem: SchemaProblem | null }>({
    max: REMEMBERED,
  });

  /**
   * To be asked before a format goes into a question.
   * @returns the first of its schemas that cannot be used, in the order of its functions; null where all can; `busy` where too many
   *   schemas of this person wait to be looked at
   */
  async problemOf(
    format: AnswerFormat,
    { tenant, user }: Pick<Principal, 'tenant' | 'user'>,
  ): Promise<SchemaProblem | null | 'busy'> {
    const schemas = schemasOf(format);
    for (const [at, schema] of schemas.entries()) {
      const message = limitProblem(schema);
      if (message !== null) return { at, message };
    }
    if (schemas.every((schema) => typeof schema === 'boolean')) return null;
    const key = cacheKey('format', schemas.map(canonicalSchema));
    const known = this.known.get(key);
    if (known) return known.problem;
    const report = await this.thread.run({ kind: 'check', schemas }, JSON.stringify([tenant, user]));
    return this.remembered(key, report);
  }

  /**
   * Whether an answer has the form. False where that could not be found out.
   * @param tenant whose answer it is: no person's, since several may wait for it
   */
  async has(format: AnswerFormat, { text, calls = [] }: Said, tenant: string): Promise<boolean> {
    switch (format.kind) {
      case 'json_object':
        return isObject(text);
      case 'json_schema':
        return this.areSatisfied([{ schema: format.schema, json: text }], tenant);
      case 'call': {
        const pairs = pairsOf(format, calls);
        return pairs !== null && this.areSatisfied(pairs, tenant);
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.thread.close();
  }

  private remembered(key: CacheKey, report: SchemaReport | 'late' | 'busy'): SchemaProblem | null | 'busy' {
    if (report === 'busy') return report;
    if (report === 'late' || !('problem' in report)) {
      this.known.set(key, { problem: LATE }, { ttl: LATE_TTL_MS });
      return LATE;
    }
    this.known.set(key, report);
    return report.problem;
  }

  private async areSatisfied(pairs: readonly SchemaPair[], tenant: string): Promise<boolean> {
    const report = await this.thread.run({ kind: 'satisfied', pairs }, JSON.stringify([tenant]));
    return typeof report === 'object' && 'all' in report && report.all;
  }
}

function schemasOf(format: AnswerFormat): readonly JsonSchema[] {
  switch (format.kind) {
    case 'json_object':
      return [];
    case 'json_schema':
      return [format.schema];
    case 'call':
      return format.functions.map(({ parameters = true }) => parameters);
  }
}

/** Each call's arguments, and what they must satisfy; null where the calls are not those that were asked for. */
function pairsOf({ functions, single }: Calls, calls: NonNullable<Said['calls']>): SchemaPair[] | null {
  if (calls.length === 0 || (single && calls.length > 1)) return null;
  const schemas = new Map(functions.map(({ name, parameters = true }) => [name, parameters]));
  const pairs = calls.flatMap(({ name, arguments: json }) => {
    const schema = schemas.get(name);
    return schema === undefined || !isObject(json) ? [] : [{ schema, json }];
  });
  return pairs.length === calls.length ? pairs : null;
}

function isObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
