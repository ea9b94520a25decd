import type { Passage } from '../../ports/words';
import { keySchema, type CacheKey } from '../../question/keys';
import { TextForm } from '../shared/text-form';

/** Question → answer: which answer, and the sources as they were under the entry's stamps. */
export interface QuestionEntry {
  readonly answerKey: CacheKey;
  readonly passages: readonly Passage[];
}

export const questionForm = new TextForm<QuestionEntry, CacheKey>({
  schema: keySchema,
  passagesOf: ({ passages }) => passages,
  restOf: ({ answerKey }) => answerKey,
  join: (answerKey, passages) => ({ answerKey, passages }),
  quotes: false,
});
