import { z } from 'zod';
import { SEMANTIC_MODES, SEMANTIC_REJECTIONS, type SemanticRejection } from '../../core';

const count = z.int().min(0);
const similarity = z.number().min(0).max(1);
const moment = z.iso.datetime();

const rejections = Object.fromEntries(SEMANTIC_REJECTIONS.map((by) => [by, count])) as Record<
  SemanticRejection,
  typeof count
>;

const certificate = z.strictObject({
  state: z
    .enum(['shadow', 'certified', 'serving'])
    .describe(
      'shadow: nothing is served; certified: what is certified is; serving: every eligible pair (CACHE_SEMANTIC_MODE=serve).',
    ),
  words: z.string().describe('Such as "not certified: 212 of about 480 audited pairs, 0 wrong".'),
  because: z
    .string()
    .nullable()
    .describe('Why nothing is served by certificate, and what would change that; null where something is.'),
  pairs: count.describe('Distinct pairs that were judged since this certificate began.'),
  wrong: count.describe('Of these; what the judge could not tell counts as wrong.'),
  max_wrong: z.number().describe('The share of wrong pairs that is certified (CACHE_SEMANTIC_MAX_WRONG).'),
  confidence: z.number(),
  certified_similarity: similarity.nullable().describe('The lowest that may be served; null where none may.'),
  certified_until: moment.nullable(),
  thresholds: z
    .array(z.strictObject({ similarity, pairs: count, wrong: count, certified: z.boolean() }))
    .describe('The claim is made for each of these by itself, and the lowest certified one counts.'),
  monitor: z
    .strictObject({ audits: count, wrong: count })
    .describe('What was audited or refuted since serving began. Too many wrong ones end it.'),
  trips: count.describe('How often that happened.'),
  last_trip: z.strictObject({ at: moment, words: z.string(), audits: count, wrong: count }).nullable(),
});

/** Answers of other questions that mean the same. Counts are of this process; the certificate is of the tenant, of all instances. */
export const semanticStatsReply = z.strictObject({
  mode: z.enum(SEMANTIC_MODES),
  shadow_hits: count.describe('Eligible pairs that were compared, because nothing may be served.'),
  served: count,
  promoted: count.describe(
    'Pairs that a comparison confirmed for the first time, and that are served from then on.',
  ),
  certificate: certificate
    .nullable()
    .describe(
      'Of plain questions of this tenant. Null when CACHE_SEMANTIC_MODE is off, or the database does not say.',
    ),
  looks: count.describe('Questions that looked for an earlier one.'),
  aliases: count.describe('Of the served: by a pair that a comparison had confirmed.'),
  audits: count.describe('Pairs that could have been served, and were compared instead.'),
  refuted: count.describe('By POST /assistant/feedback.'),
  rejections: z
    .strictObject(rejections)
    .describe('What rejected the nearest earlier question, where no further one passed.'),
  judged: z.strictObject({ right: count, wrong: count, uncertain: count }),
  failures: count.describe('Failures of this layer; the questions were answered as if there were no other.'),
  threshold: similarity.describe('CACHE_SIMILARITY_THRESHOLD.'),
  audit_share: z.number(),
  judge: z.strictObject({
    name: z.string().describe('What compares two answers (CACHE_SEMANTIC_JUDGE).'),
    own_error: z.string().nullable().describe('How often it errs itself; null where nobody measured it.'),
  }),
});

export type SemanticStatsBody = z.infer<typeof semanticStatsReply>;
