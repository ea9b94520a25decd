import { Inject, Injectable, Optional } from '@nestjs/common';
import { cacheKey, type KeyPart } from './keys';
import { NOTHING_IN_NOTES } from '../ports/words';
import { LanguageModel } from '../ports/language-model';
import { EmbeddingModel } from '../ports/embedding-model';
import { Reranker } from '../ports/reranker';
import { Retriever } from '../ports/retriever';
import { formatParts } from './format-parts';
import type { AnswerFormat, Sampling, SamplingValue } from '../ports/words';

/** What the asker wants of an answer beside what is asked. */
export interface AskersChoice {
  readonly sampling?: Sampling | undefined;
  readonly format?: AnswerFormat | undefined;
}

/**
 * The answer profile: all but the question and the notes that shapes an answer. The language model's id covers the
 * operator's parameters and its prompt template, the asker's are named here; the retrieval profile covers embedding model, chunker, search,
 * order and reranker.
 */
@Injectable()
export class AnswerProfiles {
  private readonly byTopK = new Map<number, string>();

  constructor(
    private readonly language: LanguageModel,
    private readonly retriever: Retriever,
    private readonly embedding: EmbeddingModel,
    @Optional() @Inject(Reranker) private readonly reranker: Reranker | null = null,
  ) {}

  /** Names everything but the notes and the question that decides what is retrieved. */
  retrieval(topK: number): string {
    const { modelId, relevanceFloor } = this.embedding;
    const reranked = this.reranker ? [this.reranker.modelId, this.reranker.candidates] : [];
    return cacheKey('context', [this.retriever.profile, modelId, String(relevanceFloor), topK, ...reranked]);
  }

  /** Whether answers depend on similarities. A reranker's order takes their place. */
  get readsSimilarity(): boolean {
    return this.language.readsSimilarity && this.reranker === null;
  }

  for(topK: number, { sampling, format }: AskersChoice = {}): string {
    const profile = this.byTopK.get(topK) ?? this.remember(topK);
    const sampled = sampling ? cacheKey('answer', [profile, ...partsOf(sampling)]) : profile;
    return format
      ? cacheKey('format', [sampled, this.language.formats ?? [], ...formatParts(format)])
      : sampled;
  }

  private remember(topK: number): string {
    const profile = cacheKey('answer', [this.language.modelId, this.retrieval(topK), NOTHING_IN_NOTES]);
    this.byTopK.set(topK, profile);
    return profile;
  }
}

/** What was left out is an empty list, so that no parameter is taken for another. */
function partsOf(sampling: Sampling): KeyPart[] {
  const { temperature, topP, maxTokens, seed, stop, presencePenalty, frequencyPenalty } = sampling;
  const numbers = [temperature, topP, maxTokens, seed, presencePenalty, frequencyPenalty];
  return [...numbers.map((number) => number ?? []), stop ?? [], ...laterPartsOf(sampling)];
}

/** Nothing where none of them is said, as in keys of versions that did not know them. */
function laterPartsOf({ verbosity, reasoningEffort, others }: Sampling): KeyPart[] {
  if (verbosity === undefined && reasoningEffort === undefined && others === undefined) return [];
  return [
    verbosity ?? [],
    reasoningEffort ?? [],
    Object.entries(others ?? {})
      .sort(byName)
      .map(textOf),
  ];
}

function textOf([name, value]: readonly [string, SamplingValue]): string {
  const isObject = typeof value === 'object' && value !== null;
  return JSON.stringify([name, isObject ? Object.entries(value).sort(byName) : value]);
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
