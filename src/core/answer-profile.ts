import { Injectable } from '@nestjs/common';
import { cacheKey, type KeyPart } from './cache/keys';
import { NOTHING_IN_NOTES } from './generation';
import { LanguageModel } from './ports';
import { Retrieval } from './retrieval';
import type { Sampling } from './words';

/**
 * The answer profile: all but the question and the notes that shapes an answer. The language model's id covers the
 * operator's parameters and its prompt template, the asker's are named here; the retrieval profile covers embedding model, chunker, search and order.
 */
@Injectable()
export class AnswerProfiles {
  private readonly byTopK = new Map<number, string>();

  constructor(
    private readonly language: LanguageModel,
    private readonly retrieval: Retrieval,
  ) {}

  for(topK: number, sampling?: Sampling): string {
    const profile = this.byTopK.get(topK) ?? this.remember(topK);
    return sampling ? cacheKey('answer', [profile, ...partsOf(sampling)]) : profile;
  }

  private remember(topK: number): string {
    const profile = cacheKey('answer', [
      this.language.modelId,
      this.retrieval.profile(topK),
      NOTHING_IN_NOTES,
    ]);
    this.byTopK.set(topK, profile);
    return profile;
  }
}

/** What was left out is an empty list, so that no parameter is taken for another. */
function partsOf(sampling: Sampling): KeyPart[] {
  const { temperature, topP, maxTokens, seed, stop, presencePenalty, frequencyPenalty } = sampling;
  const numbers = [temperature, topP, maxTokens, seed, presencePenalty, frequencyPenalty];
  return [...numbers.map((number) => number ?? []), stop ?? []];
}
