import { z } from 'zod';

const MAX_REQUEST_ID_CHARS = 64;

export const feedback = z.strictObject({
  request_id: z
    .string()
    .min(1)
    .max(MAX_REQUEST_ID_CHARS)
    .describe('metadata.request_id, or X-Request-Id, of the answer that is meant.'),
  correct: z.boolean().describe('False: the answer was wrong. True changes nothing.'),
});

export type Feedback = z.infer<typeof feedback>;

export const feedbackReply = z.strictObject({
  effect: z
    .enum(['refuted', 'none'])
    .describe('refuted: the answer was of another question, and is not served for this one again.'),
  message: z.string().describe('What was done, and why nothing where nothing was.'),
  request_id: z.string().describe('Of the answer that is meant.'),
});

export type FeedbackBody = z.infer<typeof feedbackReply>;
