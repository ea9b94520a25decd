import { z } from 'zod';
import { PURGEABLE } from '../../core';

const MAX_CORPUS_CHARS = 500;

export const purgeQuery = z
  .strictObject({
    layer: z.enum(PURGEABLE).optional().describe('One layer; all without it.'),
    corpus: z
      .string()
      .min(1)
      .max(MAX_CORPUS_CHARS)
      .optional()
      .describe('One corpus of the tenant, such as `acme/w/eng`; all without it.'),
    dry_run: z.enum(['true', 'false']).prefault('false').describe('Says what there is, and purges nothing.'),
  })
  .refine(({ layer, corpus }) => layer !== 'l2' || corpus === undefined, {
    path: ['corpus'],
    message: 'must be left out with layer=l2: vectors belong to no corpus',
  });

export type PurgeQuery = z.infer<typeof purgeQuery>;

const count = z.int().min(0);

export const purgeReply = z.strictObject({
  purged: z.boolean().describe('False for a dry run.'),
  layer: z.enum(PURGEABLE).nullable(),
  corpus: z.string().nullable(),
  also_served_for_s: z
    .strictObject({ always: z.number().min(0), without_database: z.number().min(0) })
    .describe(
      'Seconds for which other instances may serve what was purged: always (FRESHNESS_MAX_AGE_MS), and while the database ' +
        'does not answer them, marked stale (STALE_IF_ERROR_S). Both are 0 by default.',
    ),
  entries_at_most: z
    .strictObject({ l1_query: count, l2_embedding: count, l3_context: count })
    .describe('Entries of all tenants that these caches held before.'),
});

export type PurgeBody = z.infer<typeof purgeReply>;
