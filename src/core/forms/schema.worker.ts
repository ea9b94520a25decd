import { parentPort } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import { canonicalSchema } from '../question/format-parts';
import type { JsonSchema } from '../ports/words';
import { compiled, type Validator } from './compiled-schema';
import type { SchemaJob, SchemaPair, SchemaProblem, SchemaReport } from './schema.messages';

/** Schemas that are kept compiled: a program has some, and compiling one takes some ms. */
const KEPT = 100;

const validators = new LRUCache<string, Validator>({ max: KEPT });

/** Values of every type: a schema whose references go in a circle does not get to the end of one of them. */
const PROBES: readonly unknown[] = [null, true, 0, '', [], {}, [{}], { a: [] }];

parentPort?.on('message', (job: SchemaJob) => {
  parentPort?.postMessage(reportOf(job));
});

function reportOf(job: SchemaJob): SchemaReport {
  switch (job.kind) {
    case 'check':
      return { problem: firstProblem(job.schemas) };
    case 'satisfied':
      return { all: job.pairs.every(isSatisfied) };
  }
}

function firstProblem(schemas: readonly JsonSchema[]): SchemaProblem | null {
  for (const [at, schema] of schemas.entries()) {
    const message = problemOf(schema);
    if (message !== null) return { at, message };
  }
  return null;
}

function problemOf(schema: JsonSchema): string | null {
  try {
    const validator = validatorOf(schema);
    for (const probe of PROBES) validator(probe);
    return null;
  } catch (error) {
    if (error instanceof RangeError) return 'Its references go in a circle.';
    return error instanceof Error ? error.message : 'It is no JSON Schema.';
  }
}

function isSatisfied({ schema, json }: SchemaPair): boolean {
  try {
    return validatorOf(schema)(JSON.parse(json));
  } catch {
    return false;
  }
}

function validatorOf(schema: JsonSchema): Validator {
  const key = canonicalSchema(schema);
  const known = validators.get(key);
  if (known) return known;
  const validator = compiled(schema);
  validators.set(key, validator);
  return validator;
}
