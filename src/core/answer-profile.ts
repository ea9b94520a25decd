import { Injectable } from '@nestjs/common';
import { cacheKey } from './cache/keys';
import { NOTHING_IN_NOTES } from './generation';
import { LanguageModel } from './ports';
import { Retrieval } from './retrieval';

/**
 * The answer profile: all but the question and the notes that shapes an answer. The language model's id covers its
 * parameters and its prompt template; the retrieval profile covers embedding model, chunker, search and order.
 */
@Injectable()
export class AnswerProfiles {
  private readonly byTopK = new Map<number, string>();

  constructor(
    private readonly language: LanguageModel,
    private readonly retrieval: Retrieval,
  ) {}

  for(topK: number): string {
    const known = this.byTopK.get(topK);
    if (known !== undefined) return known;
    const profile = cacheKey('answer', [
      this.language.modelId,
      this.retrieval.profile(topK),
      NOTHING_IN_NOTES,
    ]);
    this.byTopK.set(topK, profile);
    return profile;
  }
}
