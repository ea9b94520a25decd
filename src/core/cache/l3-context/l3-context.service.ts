import { Injectable } from '@nestjs/common';
import type { Snapshot } from '../../freshness/stamps';
import { TrivetSettings } from '../../settings';
import type { Passage } from '../../ports/words';
import { citationsOf } from '../erasure/citation';
import { lookupOne, type CacheLayer, type Lookup } from '../contract';
import { contextForm } from '../entry.forms';
import { cacheKey, type CacheKey } from '../../question/keys';
import { Layers } from '../layers';
import { passagesBytes } from '../sizes';

/** Everything but the notes that decides what a question retrieves. */
export interface ContextQuestion {
  readonly tenant: string;
  /** Retriever, embedding model and number of passages, as one name. */
  readonly retrievalProfile: string;
  /** What was purged of this layer. */
  readonly purged: string;
  readonly vector: Float32Array;
}

/** L3, the context cache: question vector → passages, under the stamps that came with them from the database. */
@Injectable()
export class L3ContextService {
  private readonly contexts: CacheLayer<readonly Passage[]>;

  constructor(layers: Layers, settings: TrivetSettings) {
    this.contexts = layers.text('l3_context', {
      ttlMs: settings.cache.contextTtlMs,
      form: contextForm,
      bytesOf: passagesBytes,
    });
  }

  find(question: ContextQuestion, snapshot: Snapshot): Promise<Lookup<readonly Passage[]>> {
    const { scope, stamps } = snapshot;
    return lookupOne(this.contexts, { key: contextKey(question, scope), stamps });
  }

  /**
   * @param snapshot the stamps that came with the passages, never those read before them
   * @returns when it is stored; never rejects
   */
  store(question: ContextQuestion, snapshot: Snapshot, passages: readonly Passage[]): Promise<void> {
    return this.contexts.store([
      {
        key: contextKey(question, snapshot.scope),
        value: passages,
        stamps: snapshot.stamps,
        cites: citationsOf(passages),
      },
    ]);
  }
}

/** One key per context, whether it is looked up over a scope or searched for in corpora. */
export function contextKey(
  { tenant, retrievalProfile, purged, vector }: ContextQuestion,
  scope: readonly string[],
): CacheKey {
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return cacheKey('context', [tenant, retrievalProfile, purged, scope, bytes]);
}
