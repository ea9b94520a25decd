import { z } from 'zod';
import { answerSchema } from '../cache/l1-response/answer-entry';
import { addressed, entryFor } from '../cache/shared/address';
import { decode, encode } from '../cache/shared/codec';
import { ModelUnavailableError } from '../ports/model.errors';
import type { CacheKey } from '../question/keys';
import type { Answered, Failed, FlightEnd, Quoted } from './flight-end';

/** The ends that those are told of who waited: nothing was stored, and the model was asked. */
export type ToldEnd = Answered | Quoted | (Failed & { readonly error: ModelUnavailableError });

const said = { says: z.string(), retryAfterMs: z.number() };

const schema = z.discriminatedUnion('how', [
  z.strictObject({
    how: z.literal('answered'),
    answer: answerSchema,
    finish: z.enum(['stop', 'length', 'refused', 'other']),
  }),
  z.strictObject({
    how: z.literal('quoted'),
    answer: answerSchema,
    because: z.enum(['failed', 'unshowable']),
    ...said,
  }),
  z.strictObject({ how: z.literal('failed'), ...said }),
]);

type Words = z.infer<typeof schema>;

/** @param key of the lease: what was meant for others is not believed */
export function wordsOf(key: CacheKey, end: ToldEnd): Buffer {
  return addressed(key, encode(toWords(end)));
}

/** @returns null for bytes of another lease or another version; they are untrusted */
export function endIn(key: CacheKey, words: Buffer): FlightEnd | null {
  const bytes = entryFor(key, words);
  const decoded = bytes && decode(bytes, schema);
  return decoded && fromWords(decoded.value);
}

function toWords(end: ToldEnd): Words {
  switch (end.how) {
    case 'answered':
      return { how: end.how, answer: end.answer, finish: end.finish };
    case 'quoted':
      return { how: end.how, answer: end.answer, because: end.because, ...saidBy(end.error) };
    case 'failed':
      return { how: end.how, ...saidBy(end.error) };
  }
}

function fromWords(words: Words): FlightEnd {
  switch (words.how) {
    case 'answered':
      return { ...words, by: 'another_flight', storing: 'refused' };
    case 'quoted': {
      const { how, answer, because } = words;
      return { how, answer, because, error: errorOf(words) };
    }
    case 'failed':
      return { how: words.how, error: errorOf(words) };
  }
}

function saidBy({ because: says, retryAfterMs }: ModelUnavailableError): {
  says: string;
  retryAfterMs: number;
} {
  return { says, retryAfterMs };
}

function errorOf({
  says: because,
  retryAfterMs,
}: {
  says: string;
  retryAfterMs: number;
}): ModelUnavailableError {
  return new ModelUnavailableError('language', { because, retryAfterMs });
}
