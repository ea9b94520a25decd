import { Injectable } from '@nestjs/common';
import type { ArrivalSnapshot, EvidenceSnapshot } from '../../freshness/stamps';
import { TrivetSettings } from '../../settings';
import type { Passage } from '../../ports/words';
import type { Citation } from '../erasure/citation';
import { lookupOne, type CacheLayer, type Lookup } from '../contract';
import { cacheKey, type CacheKey } from '../../question/keys';
import { Layers } from '../layers';
import type { MaybePromise } from '../maybe-promise';
import { passagesBytes } from '../sizes';
import { contextForm } from './context-entry';

/** Everything but the notes that decides what a question retrieves. */
export interface ContextQuestion {
  readonly tenant: string;
  /** Retriever, embedding model and number of passages, as one name. */
  readonly retrievalProfile: string;
  /** What was purged of this layer. */
  readonly purged: string;
  /** In its canonical form. Two questions of one vector may hold other words. */
  readonly question: string;
  readonly vector: Float32Array;
}

/** What a search found for a question. */
export interface FoundContext {
  readonly passages: readonly Passage[];
  /** The stamps that came with the passages. */
  readonly snapshot: EvidenceSnapshot;
  /** The documents of the passages. */
  readonly citations: readonly Citation[];
}

/** L3, the context cache: question and its vector → passages, under the stamps that came with them from the database. */
@Injectable()
export class L3ContextService {
  private readonly contexts: CacheLayer<readonly Passage[]>;

  constructor(layers: Layers, settings: TrivetSettings) {
    this.contexts = layers.build('l3_context', {
      ttlMs: settings.cache.contextTtlMs,
      form: contextForm,
      bytesOf: passagesBytes,
    });
  }

  find(question: ContextQuestion, snapshot: ArrivalSnapshot): MaybePromise<Lookup<readonly Passage[]>> {
    const { scope, stamps } = snapshot;
    return lookupOne(this.contexts, { key: contextKey(question, scope), stamps });
  }

  /** @returns when it is stored; never rejects */
  store(question: ContextQuestion, { passages, snapshot, citations: cites }: FoundContext): Promise<void> {
    const { scope, stamps } = snapshot;
    return this.contexts.store([{ key: contextKey(question, scope), value: passages, stamps, cites }]);
  }
}

/** One key per context, whether it is looked up over a scope or searched for in corpora. */
export function contextKey(
  { tenant, retrievalProfile, purged, question, vector }: ContextQuestion,
  scope: readonly string[],
): CacheKey {
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return cacheKey('context', [tenant, retrievalProfile, purged, scope, question, bytes]);
}
