import { z } from 'zod';

const ms = z.number().min(0);
const usd = z.number().min(0).nullable();

export const finishReason = z
  .enum(['stop', 'length', 'content_filter'])
  .describe(
    'How the answer ended, in OpenAI’s words: only what ended by stop is whole, and only that is ever remembered.',
  );

const source = z.strictObject({
  chunk_id: z.string(),
  note_id: z.string(),
  title: z.string(),
  section: z.array(z.string()).readonly().describe('Headings above the passage, outermost first.'),
  content: z.string(),
  similarity: z.number().min(-1).max(1),
});

const usage = z.strictObject({
  prompt_tokens: z.int().min(0),
  completion_tokens: z.int().min(0),
  estimated: z.boolean().describe('True when the server counted nothing: bytes / 4.'),
});

const metadata = z.strictObject({
  query: z.string(),
  standalone_query: z
    .string()
    .nullable()
    .describe('What was looked up and searched, where other turns stood before the query; else null.'),
  standalone_usage: usage
    .nullable()
    .describe('Of the call that made the standalone query for this request; null where there was none.'),
  cached: z.boolean(),
  layer: z
    .enum(['l1', 'l3'])
    .nullable()
    .describe('l1: the answer was cached; l3: the passages were, and the answer was generated.'),
  match: z
    .enum(['exact', 'revalidated', 'semantic'])
    .nullable()
    .describe(
      'exact: this question over the same notes; revalidated: over other notes with the same evidence; semantic: another question ' +
        'that means the same, over evidence that the notes have now.',
    ),
  reason: z.string().nullable().describe('Why the model was asked; null on a hit.'),
  similarity: z
    .number()
    .nullable()
    .describe('Of the question to the one that was answered: 1 unless match is semantic; null on a miss.'),
  matched_query: z
    .string()
    .nullable()
    .describe(
      'The earlier question whose answer this is, where match is semantic; else null. It was asked by the same person, or by ' +
        'somebody who may read exactly the same notes.',
    ),
  cached_at: z.iso.datetime().nullable(),
  age_s: z.int().min(0).nullable(),
  stale: z
    .boolean()
    .describe('Whether the notes could not be asked if they still support the answer (STALE_IF_ERROR_S).'),
  degraded: z
    .boolean()
    .describe('True when the language model failed and the answer was quoted from the sources instead.'),
  degraded_because: z
    .string()
    .nullable()
    .describe(
      'Why the model gave no answer, and what its operator can do about it; null when degraded is false.',
    ),
  finish_reason: finishReason,
  answerable: z
    .boolean()
    .nullable()
    .describe(
      'False when the notes do not answer the question. Null when that cannot be told, as when the model refused, or when the question was about a chat.',
    ),
  reranked: z
    .boolean()
    .nullable()
    .describe(
      'Whether the reranker ordered the sources. False when it failed, and retrieval’s own order stands; null without one.',
    ),
  model: z
    .string()
    .nullable()
    .describe('Null when no model was asked, because the notes say nothing about it.'),
  usage: usage.nullable().describe('Of the call that generated the answer, whoever it was made for.'),
  cost_usd: usd.describe(
    'Of this request, its standalone query included; null when unknown, as without prices.',
  ),
  cost_saved_usd: usd.describe('What a hit did not cost; null without prices.'),
  timings_ms: z.strictObject({
    standalone: ms,
    stamps: ms,
    lookup: ms,
    embedding: ms,
    retrieval: ms,
    model: ms,
    total: ms,
  }),
  timestamp: z.iso.datetime(),
  request_id: z.string(),
});

/** The body of `POST /assistant/query`. */
export const answerReply = z.strictObject({ answer: z.string(), sources: z.array(source), metadata });

/** In OpenAI's shape, for those of its APIs that tell citations. */
export const urlCitation = z.strictObject({
  start_index: z.int().min(0).describe('Of its `[n]`: characters of Unicode (code points) before it.'),
  end_index: z.int().min(0).describe('Behind its `[n]`.'),
  title: z.string().describe('Of the note.'),
  url: z.string().describe('Of the note, which a browser shows as a page and other programs get as JSON.'),
});

export type SourceBody = z.infer<typeof source>;
export type UrlCitation = z.infer<typeof urlCitation>;
export type FinishReason = z.infer<typeof finishReason>;
export type MetadataBody = z.infer<typeof metadata>;
