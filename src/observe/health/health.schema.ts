import { z } from 'zod';
import { UPSTREAM_STATES } from '../../core';

const modelState = z
  .enum(UPSTREAM_STATES)
  .describe('probing: one request finds out whether it is still down.');
const databaseState = z.enum(['up', 'down']);

export const readinessReply = z.strictObject({
  status: z.enum(['ready', 'not_ready']),
  database: databaseState,
  freshness: z
    .array(
      z.strictObject({
        watched: z.string().describe('The table, or * for the epoch.'),
        trigger: z.string().nullable(),
        problem: z.string().describe('What is wrong and what to do about it.'),
      }),
    )
    .readonly()
    .describe(
      'Triggers that are not as installed: with such a one an answer could be served that the notes no longer support.',
    ),
});

export const healthReply = z.strictObject({
  status: z.enum(['healthy', 'degraded', 'unhealthy']).describe('unhealthy: the database is away.'),
  cache_available: z.boolean(),
  redis: z.enum(['none', 'up', 'down']).describe('none: the caches are in this process.'),
  redis_ping: z.enum(['OK', 'FAILED']).nullable().describe('null: the caches are in this process.'),
  redis_ping_ms: z.number().min(0).nullable().describe('null where nothing answers.'),
  database: z.strictObject({ status: databaseState, engine: z.enum(['embedded', 'postgresql']) }),
  freshness_problems: z.int().min(0),
  embedding_model: z.string(),
  language_model: z.string(),
  rerank_model: z.string().nullable().describe('null where there is none.'),
  models: z.strictObject({ language: modelState, embedding: modelState, rerank: modelState.nullable() }),
  cache_faults: z.int().min(0),
  uptime_s: z.int().min(0),
});

export const livenessReply = z.strictObject({ status: z.literal('ok') });

export type Readiness = z.infer<typeof readinessReply>;
export type HealthReport = z.infer<typeof healthReply>;
