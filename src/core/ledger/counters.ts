import { Injectable } from '@nestjs/common';
import { countAnswer, countBypassed, noAnswerCounts, type AnswerCounts } from './counts/answer-counts';
import {
  countSharedStore,
  countUpstream,
  type SharedStoreCounts,
  type UpstreamCounts,
} from './counts/engine-counts';
import { countLayer, noLayerCounts, type LayerCounts } from './counts/layer-counts';
import { countSemantic, noSemanticCounts, type SemanticCounts } from './counts/semantic-counts';
import { countWork, noWorkCounts, type WorkCounts } from './counts/work-counts';
import type { LayerName, LedgerEvent, UpstreamName } from './events';

/**
 * The subscriber that counts. Statistics, metrics, health and the sums of all instances are views of it. Its size does not
 * depend on what is cached, and reading it costs the same at any size.
 */
@Injectable()
export class Counters {
  readonly layers: Readonly<Record<LayerName, LayerCounts>> = {
    l1_question: noLayerCounts(),
    l1_answer: noLayerCounts(),
    l2_embedding: noLayerCounts(),
    l3_context: noLayerCounts(),
  };
  readonly answers: AnswerCounts = noAnswerCounts();
  readonly work: WorkCounts = noWorkCounts();
  readonly semantic: SemanticCounts = noSemanticCounts();
  readonly upstreams: Readonly<Record<UpstreamName, UpstreamCounts>> = {
    language: { state: 'up', retries: 0 },
    embedding: { state: 'up', retries: 0 },
    rerank: { state: 'up', retries: 0 },
  };
  readonly sharedStore: SharedStoreCounts = { state: 'none', failures: 0 };

  /** Suits `Ledger.subscribe`. */
  readonly count = (event: LedgerEvent): void => {
    switch (event.type) {
      case 'lookup':
      case 'store':
      case 'drop':
      case 'evict':
      case 'fault':
        countLayer(this.layers[event.layer], event);
        return;
      case 'answered':
        countAnswer(this.answers, event);
        return;
      case 'bypassed':
        countBypassed(this.answers, event);
        return;
      case 'refresh':
        this.work.refreshes[event.outcome]++;
        this.answers.costUsd += event.costUsd ?? 0;
        return;
      case 'semantic_judged':
        this.answers.costUsd += event.costUsd ?? 0;
        countSemantic(this.semantic, event);
        return;
      case 'semantic':
      case 'semantic_refuted':
      case 'semantic_state':
      case 'semantic_failure':
        countSemantic(this.semantic, event);
        return;
      case 'upstream':
      case 'upstream_retry':
        countUpstream(this.upstreams, event);
        return;
      case 'shared_store':
      case 'shared_store_failure':
        countSharedStore(this.sharedStore, event);
        return;
      case 'condense':
        this.answers.costUsd += event.costUsd ?? 0;
        countWork(this.work, event);
        return;
      case 'embed':
      case 'retrieve':
      case 'rerank':
      case 'model_call':
      case 'lead':
      case 'background_drop':
      case 'erase':
      case 'erase_failure':
      case 'foreign_passage':
        countWork(this.work, event);
    }
  };
}
